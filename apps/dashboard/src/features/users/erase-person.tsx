import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import { useMay } from '../../api/use-project.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';

/** Erases a person with all their events, for who administers the project. */
export function ErasePerson({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useI18n();
  const { http, project } = useApi();
  const navigate = useNavigate();
  const answers = useQueryClient();
  const erase = useMutation({
    mutationFn: () =>
      http.send(
        'DELETE',
        `manage/projects/${encodeURIComponent(project.id)}/persons/${encodeURIComponent(id)}`,
      ),
    onSuccess: async () => {
      await answers.invalidateQueries();
      await navigate('/users');
    },
  });
  if (!useMay('admin')) return null;
  return (
    <>
      <ConfirmButton
        label={t('users.erase')}
        question={t('users.eraseAsk', { name })}
        onConfirm={() => erase.mutate()}
      />
      {erase.error && <p role="alert">{t('clients.failed', { reason: reasonOf(erase.error, t) })}</p>}
    </>
  );
}
