import { useAnalytics } from '@gatrix/analytics-sdk/react';
import { useState } from 'react';
import type { Events } from '../analytics.ts';

const items = [
  { id: 'sword', title: 'Sword of Cinders', price: 4.99 },
  { id: 'lantern', title: 'Travelling Lantern', price: 1.99 },
  { id: 'cloak', title: 'Cloak of Ash', price: 9.99 },
] as const;

/** A purchase is an event with `__revenue`; the signed-in profile counts what it owns. */
export function Shop() {
  const analytics = useAnalytics<Events>();
  const [bought, setBought] = useState<readonly string[]>([]);
  return (
    <>
      <h1>Shop</h1>
      <ul className="cards">
        {items.map(({ id, title, price }) => (
          <li key={id}>
            <h2>{title}</h2>
            <p>Owned: {bought.filter((one) => one === id).length}</p>
            <footer>
              <small>${price}</small>
              <button
                type="button"
                onClick={() => {
                  analytics.track('item_bought', { item: id, __revenue: price });
                  setBought([...bought, id]);
                }}
              >
                Buy
              </button>
            </footer>
          </li>
        ))}
      </ul>
    </>
  );
}
