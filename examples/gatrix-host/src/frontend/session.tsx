import { createContext, type ReactNode, useContext, useState } from 'react';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

interface SignedIn {
  readonly user: User;
  readonly token: string;
}

interface Session {
  readonly signedIn: SignedIn | undefined;
  readonly signIn: (userId: string) => Promise<void>;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);
const storageKey = 'host_session';

/** Who uses the page, by the backend's token; kept for the tab. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [signedIn, setSignedIn] = useState<SignedIn | undefined>(
    () => JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') ?? undefined,
  );
  const signIn = async (userId: string) => {
    const response = await fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId }),
    });
    if (!response.ok) throw new Error(`sign-in failed: ${response.status}`);
    const { data } = await response.json();
    sessionStorage.setItem(storageKey, JSON.stringify(data));
    setSignedIn(data);
  };
  const signOut = () => {
    sessionStorage.removeItem(storageKey);
    setSignedIn(undefined);
  };
  return <SessionContext.Provider value={{ signedIn, signIn, signOut }}>{children}</SessionContext.Provider>;
}

/** Throws outside of the provider. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a <SessionProvider> above it');
  return session;
}
