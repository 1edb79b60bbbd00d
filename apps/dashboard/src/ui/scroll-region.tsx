import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';
import './scroll-region.css';

export interface ScrollRegionProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** A part of the page that may be wider than the screen: it is reached by keyboard, and says so while there is more at its side. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  const { t } = useI18n();
  const region = useRef<HTMLElement>(null);
  const [isCut, setIsCut] = useState(false);
  useEffect(() => {
    const element = region.current;
    if (!element) return;
    const look = () => setIsCut(element.scrollLeft + element.clientWidth < element.scrollWidth - 8);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return (
    <>
      {isCut && (
        <p className="scroll-hint muted" aria-hidden="true">
          {t('table.sideways')} →
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={region} className={className} aria-label={label} tabIndex={0}>
        {children}
      </section>
    </>
  );
}
