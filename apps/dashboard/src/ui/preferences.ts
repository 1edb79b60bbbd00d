/** What a reader chose, kept in the browser; a browser that keeps nothing forgets it. */
export interface Preferences {
  get(name: 'locale' | 'theme' | 'project'): string | null;
  set(name: 'locale' | 'theme' | 'project', value: string): void;
}

export function createPreferences(storage: () => Storage): Preferences {
  const key = (name: string) => `gatrix-analytics:${name}`;
  return {
    get: (name) => {
      try {
        return storage().getItem(key(name));
      } catch {
        return null;
      }
    },
    set: (name, value) => {
      try {
        storage().setItem(key(name), value);
      } catch {
        // A sandboxed frame has no storage; the choice then lasts as long as the page.
      }
    },
  };
}
