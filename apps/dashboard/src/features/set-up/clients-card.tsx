import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import {
  type Client,
  type ClientType,
  type ClientWithSecret,
  createClient,
  listClients,
  revokeClient,
  rotateSecret,
} from '../../api/clients.ts';
import { useMay } from '../../api/use-project.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

const types = ['write', 'read', 'root'] as const;

export interface ClientsCardProps {
  /** Whose secret was made just now. */
  readonly fresh: ClientWithSecret | undefined;
  readonly onFresh: (client: ClientWithSecret) => void;
}

/** The project's clients: who may send and ask, made and ended here. */
export function ClientsCard({ fresh, onFresh }: ClientsCardProps) {
  const { t } = useI18n();
  const { http, project } = useApi();
  const mayManage = useMay('admin');
  const queryClient = useQueryClient();
  const clients = useQuery({
    queryKey: ['clients', project.id],
    queryFn: ({ signal }) => listClients(http, project.id, signal),
  });
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['clients', project.id] });
  const made = (client: ClientWithSecret) => {
    onFresh(client);
    changed();
  };
  const rotate = useMutation({ mutationFn: (id: string) => rotateSecret(http, id), onSuccess: made });
  const revoke = useMutation({ mutationFn: (id: string) => revokeClient(http, id), onSuccess: changed });
  const failed = rotate.error ?? revoke.error;
  return (
    <section className="card card--plain" aria-label={t('table.of', { name: t('clients.title') })}>
      <div className="card__body clients">
        <h2>{t('clients.title')}</h2>
        {fresh && <FreshSecret client={fresh} />}
        {failed && (
          <p role="alert" className="clients__problem">
            {t('clients.failed', { reason: reasonOf(failed, t) })}
          </p>
        )}
        {clients.error && <ErrorState error={clients.error} retry={() => void clients.refetch()} />}
        {!clients.error && !clients.data && <SkeletonRows count={3} />}
        {clients.data && (
          <ClientsTable
            clients={clients.data}
            {...(mayManage && { change: { onRotate: rotate.mutate, onRevoke: revoke.mutate } })}
          />
        )}
        {mayManage && <CreateForm onMade={made} />}
      </div>
    </section>
  );
}

function FreshSecret({ client }: { readonly client: ClientWithSecret }) {
  const { t } = useI18n();
  return (
    <div className="clients__fresh" role="status">
      <b>{t('clients.secret', { name: client.name })}</b>
      <code>{client.secret}</code>
      <span className="muted">{t('clients.secretHint')}</span>
    </div>
  );
}

interface ClientsTableProps {
  readonly clients: readonly Client[];
  readonly change?: {
    readonly onRotate: (id: string) => void;
    readonly onRevoke: (id: string) => void;
  };
}

function ClientsTable({ clients, change }: ClientsTableProps) {
  const { t, format } = useI18n();
  return (
    <ScrollRegion className="table-scroll" label={t('clients.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('clients.name')}</th>
            <th scope="col">{t('clients.type')}</th>
            <th scope="col">{t('setUp.clientId')}</th>
            <th scope="col">{t('clients.created')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {clients.map(({ id, name, type, createdAt, revokedAt }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{type}</td>
              <td>
                <code>{id}</code>
              </td>
              <td>{format.day(createdAt.slice(0, 10))}</td>
              <td className="clients__actions">
                {revokedAt !== null && <span className="muted">{t('clients.revoked')}</span>}
                {revokedAt === null && change && (
                  <>
                    <ConfirmButton
                      label={t('clients.rotate')}
                      question={t('clients.rotateAsk', { name })}
                      onConfirm={() => change.onRotate(id)}
                    />
                    <ConfirmButton
                      label={t('clients.revoke')}
                      question={t('clients.revokeAsk', { name })}
                      onConfirm={() => change.onRevoke(id)}
                    />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function CreateForm({ onMade }: { readonly onMade: (client: ClientWithSecret) => void }) {
  const { t } = useI18n();
  const { http, project } = useApi();
  const [name, setName] = useState('');
  const [type, setType] = useState<ClientType>('write');
  const create = useMutation({
    mutationFn: () => createClient(http, project.id, { name: name.trim(), type }),
    onSuccess: (client) => {
      setName('');
      onMade(client);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className="clients__form" onSubmit={submit}>
      <label className="field">
        {t('clients.name')}
        <input
          className="input"
          required
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <SelectField
        label={t('clients.type')}
        value={type}
        options={types.map((value) => ({ value, label: t(`clients.${value}`) }))}
        onChange={setType}
      />
      <button type="submit" className="button" disabled={create.isPending}>
        {t('clients.create')}
      </button>
      {create.error && (
        <p role="alert" className="clients__problem">
          {t('clients.failed', { reason: reasonOf(create.error, t) })}
        </p>
      )}
    </form>
  );
}
