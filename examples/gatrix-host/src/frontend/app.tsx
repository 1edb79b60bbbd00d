import { useIdentify, usePageViews } from '@gatrix/analytics-sdk/react';
import { NavLink, Route, Routes, useLocation } from 'react-router';
import { Numbers } from './pages/numbers.tsx';
import { Quests } from './pages/quests.tsx';
import { Shop } from './pages/shop.tsx';
import { useSession } from './session.tsx';

/** Page views and the signed-in user are recorded here, once for all pages. */
export function App() {
  const { signedIn, signIn, signOut } = useSession();
  const user = signedIn?.user;
  usePageViews(useLocation());
  useIdentify(user?.id, user && { email: user.email, name: user.name });

  return (
    <>
      <header>
        <strong>Emberfall</strong>
        <nav>
          <NavLink to="/" end>
            Quests
          </NavLink>
          <NavLink to="/shop">Shop</NavLink>
          <NavLink to="/numbers">Numbers</NavLink>
        </nav>
        <div className="who">
          {user ? (
            <>
              <span>
                {user.name} <small>{user.role}</small>
              </span>
              <button type="button" className="quiet" onClick={signOut}>
                Sign out
              </button>
            </>
          ) : (
            <>
              <button type="button" className="quiet" onClick={() => signIn('user-2')}>
                Play as Jun
              </button>
              <button type="button" onClick={() => signIn('user-1')}>
                Sign in as Mina
              </button>
            </>
          )}
        </div>
      </header>
      <main>
        <Routes>
          <Route path="/" element={<Quests />} />
          <Route path="/shop" element={<Shop />} />
          <Route path="/numbers" element={<Numbers />} />
        </Routes>
      </main>
    </>
  );
}
