import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { createProject, updateProject } from '../../api/manage.ts';
import { useMay, useProjectDetails } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { useProjectChoice } from '../session/project-choice.ts';
import { ProjectForm } from './project-form.tsx';

/** The project's own settings; people, who may own several, make another one here. */
export function ProjectCard() {
  const { t } = useI18n();
  const { http, project, session } = useApi();
  const queryClient = useQueryClient();
  const details = useProjectDetails();
  const mayChange = useMay('admin');
  const update = useMutation({
    mutationFn: (fields: Parameters<typeof updateProject>[2]) => updateProject(http, project.id, fields),
    onSuccess: async (saved) => {
      queryClient.setQueryData(['project', project.id], saved);
      await queryClient.invalidateQueries({ queryKey: ['session'] });
    },
  });
  if (!mayChange) return null;
  return (
    <section className="card card--plain" aria-label={t('project.label')}>
      <div className="card__body clients">
        <h2>{t('project.label')}</h2>
        {details.data ? (
          <ProjectForm
            key={project.id}
            initial={details.data}
            action={t('saved.save')}
            isBusy={update.isPending}
            problem={update.error?.message}
            onSave={update.mutate}
          />
        ) : (
          <SkeletonRows count={1} />
        )}
        <p role="status" className="project-form__saved">
          {update.isSuccess && t('setUp.projectSaved')}
        </p>
        {session.role === 'user' && <NewProject />}
      </div>
    </section>
  );
}

function NewProject() {
  const { t } = useI18n();
  const { http, project } = useApi();
  const { chooseProject } = useProjectChoice();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const create = useMutation({
    mutationFn: (fields: Parameters<typeof createProject>[1]) => createProject(http, fields),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['session'] });
      chooseProject(id);
      setIsOpen(false);
    },
  });
  if (!isOpen) {
    return (
      <button type="button" className="button project-form__new" onClick={() => setIsOpen(true)}>
        {t('setUp.newProject')}
      </button>
    );
  }
  return (
    <>
      <h3>{t('setUp.newProject')}</h3>
      <ProjectForm
        initial={{ name: '', domain: '', timezone: project.timezone }}
        action={t('setUp.createProject')}
        isBusy={create.isPending}
        problem={create.error?.message}
        onSave={create.mutate}
      />
    </>
  );
}
