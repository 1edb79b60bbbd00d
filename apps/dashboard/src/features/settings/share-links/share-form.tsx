import { useState } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import type { Field } from '../fields.tsx';
import { Form } from '../form.tsx';
import { Made } from '../made.tsx';
import { textIn } from '../text-in.ts';
import { useSend } from '../use-things.ts';
import { zonedInstant } from '../zoned-instant.ts';
import type { Question } from './shareable.ts';

export interface ShareFormProps {
  readonly name: string;
  /** Undefined where the form asks for a board. */
  readonly shown: { readonly boardId: string } | { readonly questions: readonly Question[] } | undefined;
  readonly boards?: readonly { readonly id: string; readonly name: string }[];
  readonly hint: string;
}

/** Makes a link, with a password and an end where they are wanted, and shows it to be copied. */
export function ShareForm({ name, shown, boards = [], hint }: ShareFormProps) {
  const m = useManageTexts();
  const { timezone } = useApi().project;
  const send = useSend();
  const [made, setMade] = useState<{ readonly link: string; readonly hasPassword: boolean }>();
  if (made) {
    return (
      <Made
        about={m('links.made')}
        text={made.link}
        hint={m(made.hasPassword ? 'links.madeWithPassword' : 'links.madeHint')}
      />
    );
  }
  const board: Field = {
    ...{ kind: 'choice', name: 'boardId', label: m('links.board') },
    options: boards.map((one) => ({ value: one.id, label: one.name })),
  };
  return (
    <Form
      initial={{ name }}
      action={m('links.make')}
      fields={() => [
        ...(shown ? [] : [board]),
        { kind: 'text', name: 'name', label: m('links.name'), isRequired: true, maxLength: 255 },
        {
          ...{ kind: 'password', name: 'password', label: m('links.password'), isExact: true },
          ...{ minLength: 8, maxLength: 200, hint: m('links.passwordHint') },
        },
        {
          ...{ kind: 'date', name: 'until', at: ['expiresAt'], label: m('links.until') },
          hint: m('links.untilHint', { zone: timezone }),
        },
      ]}
      onSubmit={async ({ name: called, password = '', until = '', boardId }) => {
        const body = {
          ...{ name: called },
          ...(shown ?? { boardId }),
          ...(password !== '' && { password }),
          ...(until !== '' && { expiresAt: zonedInstant(`${until}T23:59:59`, timezone) }),
        };
        const answer = await send.mutateAsync({ method: 'POST', path: 'share-links', body });
        const link = new URL(`shared/${textIn(answer, 'token')}`, document.baseURI).href;
        setMade({ link, hasPassword: password !== '' });
      }}
    >
      <p className="muted form-field__hint">{hint}</p>
    </Form>
  );
}
