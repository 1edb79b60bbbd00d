import { useMayChange } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../ui/states.tsx';
import { useDialog } from '../../../ui/use-dialog.ts';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { ShareForm } from './share-form.tsx';
import type { Question } from './shareable.ts';

interface ShareLink {
  readonly id: string;
  readonly name: string;
  readonly questions: readonly Question[] | { readonly boardId: string };
  readonly hasPassword: boolean;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly createdAt: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export function Page() {
  return (
    <SettingsFrame page="share-links">
      <ShareLinks />
    </SettingsFrame>
  );
}

function ShareLinks() {
  const { t } = useI18n();
  const m = useManageTexts();
  const dialog = useDialog();
  const mayChange = useMayChange();
  const links = useThings<ShareLink>('share-links');
  const boards = useThings<Named>('boards');
  const send = useSend();
  const rowOf = useRow(boards.data ?? []);
  const looked = links.data?.find(({ id }) => dialog.open === `visits:${id}`);
  return (
    <>
      <ThingsCard
        title={m('tab.share-links')}
        intro={m('links.intro')}
        action={
          mayChange && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('new')}>
              <Icon name="plus" />
              {m('links.newOfBoard')}
            </button>
          )
        }
        asked={links}
        keyOf={({ id }) => id}
        empty={m('links.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(link) => ({
          ...rowOf(link),
          actions: (
            <>
              <ActionButton
                label={m('links.visits')}
                name={link.name}
                onClick={() => dialog.show(`visits:${link.id}`)}
              />
              {mayChange && link.revokedAt === null && (
                <DeleteButton
                  label={t('clients.revoke')}
                  name={link.name}
                  question={m('links.revokeAsk', { name: link.name })}
                  onConfirm={() => send.mutate({ method: 'DELETE', path: `share-links/${link.id}` })}
                />
              )}
            </>
          ),
        })}
      />
      <PageDialog
        title={m('links.newOfBoard')}
        isOpen={mayChange && dialog.open === 'new'}
        onClose={dialog.close}
      >
        {boards.data?.length === 0 ? (
          <EmptyState>{m('links.noBoards')}</EmptyState>
        ) : (
          <ShareForm name="" shown={undefined} boards={boards.data ?? []} hint={m('links.boardHint')} />
        )}
      </PageDialog>
      <PageDialog title={m('links.visits')} isOpen={looked !== undefined} onClose={dialog.close}>
        {looked && <Visits link={looked} />}
      </PageDialog>
    </>
  );
}

function useRow(boards: readonly Named[]) {
  const { t } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const isOver = ({ expiresAt }: ShareLink) => expiresAt !== null && Date.parse(expiresAt) < Date.now();
  return (link: ShareLink) => {
    const { questions: shown } = link;
    const what =
      'boardId' in shown
        ? m('links.ofBoard', { name: boards.find(({ id }) => id === shown.boardId)?.name ?? '–' })
        : [...new Set(shown.map(({ report }) => reportName(report, m)))].join(', ');
    const state =
      link.revokedAt !== null ? t('clients.revoked') : isOver(link) ? m('links.ended') : m('links.open');
    return {
      title: link.name,
      badge: {
        text: state,
        tone: link.revokedAt === null && !isOver(link) ? ('good' as const) : ('quiet' as const),
      },
      facts: [
        { label: m('links.shows'), value: what },
        { label: m('links.password'), value: m(link.hasPassword ? 'links.yes' : 'links.no') },
        {
          label: m('links.until'),
          value: link.expiresAt === null ? m('links.noEnd') : zoned(link.expiresAt),
        },
      ],
    };
  };
}

const reportNames = ['metrics', 'query', 'funnel', 'retention', 'monetization', 'flows'] as const;

function reportName(report: string, m: ReturnType<typeof useManageTexts>): string {
  const reportName = reportNames.find((name) => name === (report === 'timeseries' ? 'metrics' : report));
  return reportName ? m(`report.${reportName}`) : report;
}

interface Visit {
  readonly at: string;
  readonly userAgent: string;
}

function Visits({ link }: { readonly link: ShareLink }) {
  const m = useManageTexts();
  const zoned = useZoned();
  const visits = useThings<Visit>(`share-links/${link.id}/visits`);
  if (visits.error) return <ErrorState error={visits.error} retry={() => void visits.refetch()} />;
  if (!visits.data) return <SkeletonRows count={3} />;
  if (visits.data.length === 0) return <EmptyState>{m('links.noVisits')}</EmptyState>;
  return (
    <table className="table">
      <caption className="muted">{m('links.visitsOf', { name: link.name })}</caption>
      <tbody>
        {visits.data.map(({ at, userAgent }, index) => (
          <tr key={`${at} ${index}`}>
            <td>{zoned(at)}</td>
            <td>{userAgent}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
