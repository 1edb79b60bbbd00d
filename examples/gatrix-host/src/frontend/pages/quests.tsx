import { useTrack } from '@gatrix/analytics-sdk/react';
import { useState } from 'react';
import type { Events } from '../analytics.ts';

const quests = [
  { id: 'ember-cave', title: 'The Ember Cave', about: 'Light the five lamps below the mountain.', level: 3 },
  { id: 'old-bridge', title: 'The Old Bridge', about: 'Bring the mason what the river took.', level: 5 },
  { id: 'glass-wolf', title: 'The Glass Wolf', about: 'Follow the tracks that leave no shadow.', level: 8 },
] as const;

/** Each quest that is completed is an event. */
export function Quests() {
  const track = useTrack<Events>();
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <h1>Quests</h1>
      <ul className="cards">
        {quests.map(({ id, title, about, level }) => (
          <li key={id}>
            <h2>{title}</h2>
            <p>{about}</p>
            <footer>
              <small>Level {level}</small>
              <button
                type="button"
                disabled={done.has(id)}
                onClick={() => {
                  track('quest_completed', { quest: id, level });
                  setDone(new Set(done).add(id));
                }}
              >
                {done.has(id) ? 'Completed' : 'Complete'}
              </button>
            </footer>
          </li>
        ))}
      </ul>
    </>
  );
}
