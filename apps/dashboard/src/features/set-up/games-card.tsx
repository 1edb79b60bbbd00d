import { useState } from 'react';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { gameSnippets, type Target } from './game-snippets.ts';
import { Snippet } from './snippet.tsx';

/** The first lines of a server or a game, with what they need to be copied. */
export function GamesCard(target: Target) {
  const m = useManageTexts();
  const [name, setName] = useState<string>(gameSnippets[0].name);
  const shown = gameSnippets.find((known) => known.name === name) ?? gameSnippets[0];
  return (
    <Snippet title={m('setUp.games')} hint={m(shown.hint)} code={shown.code(target)}>
      <SelectField
        isBare
        label={m('setUp.games')}
        value={name}
        options={gameSnippets.map((known) => ({ value: known.name, label: known.name }))}
        onChange={setName}
      />
    </Snippet>
  );
}
