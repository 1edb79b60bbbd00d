import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';

/** A report's parameters as the query API takes them. */
export type ShownParameters = object;

const ShownContext = createContext<{ current: ShownParameters | undefined }>({ current: undefined });

export function ShownParametersProvider({ children }: { readonly children: ReactNode }) {
  const shown = useRef<ShownParameters | undefined>(undefined);
  return <ShownContext value={shown}>{children}</ShownContext>;
}

/** Says what the page asks, so that it can be saved with its address: boards and alerts ask it again. */
export function useShownParameters(parameters: ShownParameters | undefined): void {
  const shown = useContext(ShownContext);
  useEffect(() => {
    shown.current = parameters;
    return () => {
      shown.current = undefined;
    };
  });
}

/** What the page asks now. */
export function useParametersToSave(): () => ShownParameters | undefined {
  const shown = useContext(ShownContext);
  return () => shown.current;
}
