import { useApi } from '../../../api/api-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { NewAccount } from '../../entry/new-account.tsx';

/** Where the project belongs to nobody: an account that owns it. */
export function AccountCard() {
  const m = useManageTexts();
  const { http, session } = useApi();
  if (!session.mayMakeAccount) return null;
  return (
    <section className="card card--plain" aria-label={m('account.make')}>
      <div className="card__body form">
        <h2>{m('account.make')}</h2>
        <p className="muted">{m('account.intro')}</p>
        <NewAccount http={http} action={m('account.make')} onMade={() => window.location.reload()} />
      </div>
    </section>
  );
}
