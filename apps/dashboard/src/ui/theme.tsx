import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

interface ThemeState {
  readonly theme: Theme;
  /** What is shown: `auto` follows the system. */
  readonly isDark: boolean;
  setTheme(theme: Theme): void;
}

const ThemeContext = createContext<ThemeState | undefined>(undefined);

export function useTheme(): ThemeState {
  const state = useContext(ThemeContext);
  if (!state) throw new Error('useTheme needs a ThemeProvider around it');
  return state;
}

/** True for the names of themes. */
export function isTheme(value: string | null): value is Theme {
  return themes.some((theme) => theme === value);
}

export interface ThemeProviderProps {
  readonly initial: Theme;
  readonly onChange: (theme: Theme) => void;
  readonly children: ReactNode;
}

export function ThemeProvider({ initial, onChange, children }: ThemeProviderProps) {
  const [theme, setTheme] = useState(initial);
  const [systemIsDark, setSystemIsDark] = useState(() => systemDark().matches);
  useEffect(() => {
    const query = systemDark();
    const follow = () => setSystemIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  useEffect(() => applyTheme(theme), [theme]);
  const state = useMemo<ThemeState>(
    () => ({
      theme,
      isDark: theme === 'dark' || (theme === 'auto' && systemIsDark),
      setTheme: (next) => {
        setTheme(next);
        onChange(next);
      },
    }),
    [theme, systemIsDark, onChange],
  );
  return <ThemeContext value={state}>{children}</ThemeContext>;
}

/** Colours follow `data-theme`; without it, the system. */
export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function systemDark(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}
