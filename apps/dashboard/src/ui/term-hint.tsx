import { Popover } from '@base-ui/react/popover';
import type { enTerms } from './i18n/en-terms.ts';
import { useI18n } from './i18n/i18n-context.tsx';
import './term-hint.css';

type TermKey = Extract<keyof typeof enTerms, `term.${string}.means`>;
export type Term = TermKey extends `term.${infer Name}.means` ? Name : never;

/** A question mark beside a metric that opens what it means. */
export function TermHint({ term, label }: { readonly term: Term; readonly label: string }) {
  const { t } = useI18n();
  const name = t('terms.of', { term: label });
  return (
    <Popover.Root>
      <Popover.Trigger className="term-hint" aria-label={`? ${name}`}>
        ?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={4}>
          <Popover.Popup className="popup term-hint__text" aria-label={name}>
            {t(`term.${term}.means`)}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
