import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { ApiError } from '../../../api/http.ts';
import { createProject, updateProject } from '../../../api/manage.ts';
import { useMay, useProjectDetails } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../../ui/states.tsx';
import { type AddressedDialog, useDialog } from '../../../ui/use-dialog.ts';
import { useProjectChoice } from '../../session/project-choice.ts';
import { Form } from '../form.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { projectFields, projectIn } from './project-fields.ts';

export function Page() {
  return (
    <SettingsFrame page="project">
      <Projects />
    </SettingsFrame>
  );
}

function Projects() {
  const { session } = useApi();
  const dialog = useDialog();
  const isOwner = useMay('owner');
  return (
    <>
      <ProjectCard />
      {session.role === 'user' && <OwnProjects dialog={dialog} />}
      {isOwner && <DeleteCard dialog={dialog} />}
    </>
  );
}

function ProjectCard() {
  const { t } = useI18n();
  const m = useManageTexts();
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  const mayManage = useMay('admin');
  const details = useProjectDetails();
  const [isSaved, setIsSaved] = useState(false);
  const { name = '', domain = '', timezone = '' } = details.data ?? {};
  return (
    <section className="card card--plain" aria-label={t('project.label')}>
      <div className="card__body form">
        <h2>{t('project.label')}</h2>
        {!details.data && <SkeletonRows count={3} />}
        {details.data && !mayManage && (
          <>
            <b>{name}</b>
            <span>{timezone}</span>
            <p className="muted">{m('project.byAdmins')}</p>
          </>
        )}
        {details.data && mayManage && (
          <Form
            initial={{ name, domain, timezone }}
            action={t('saved.save')}
            fields={() => projectFields(t)}
            onSubmit={async (values) => {
              setIsSaved(false);
              const saved = await updateProject(http, project.id, projectIn(values));
              queryClient.setQueryData(['project', project.id], saved);
              // Its days may begin at another hour: everything is another.
              await queryClient.invalidateQueries();
              setIsSaved(true);
            }}
          />
        )}
        <p role="status" className="things__status">
          {isSaved && m('project.saved')}
        </p>
      </div>
    </section>
  );
}

/** The projects of a person, who may make more of them. */
function OwnProjects({ dialog }: { readonly dialog: AddressedDialog }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const { http, session, project } = useApi();
  const { chooseProject } = useProjectChoice();
  return (
    <section className="card card--plain things" aria-label={m('project.others')}>
      <div className="card__head">
        <h2>{m('project.others')}</h2>
        <button type="button" className="button button--primary" onClick={() => dialog.show('new')}>
          <Icon name="plus" />
          {t('setUp.newProject')}
        </button>
      </div>
      <div className="card__body">
        <ul className="things__list">
          {session.projects.map(({ id, name, timezone }) => (
            <li key={id} className="thing">
              <div className="thing__what">
                <span className="thing__title">{name}</span>
                {id === project.id && <span className="badge badge--quiet">{m('project.here')}</span>}
              </div>
              <span className="muted">{timezone}</span>
              <div className="thing__actions">
                {id !== project.id && (
                  <button
                    type="button"
                    className="button button--plain"
                    aria-label={`${m('project.open')}: ${name}`}
                    onClick={() => chooseProject(id)}
                  >
                    {m('project.open')}
                  </button>
                )}
              </div>
            </li>
          ))}
        </ul>
      </div>
      <PageDialog title={t('setUp.newProject')} isOpen={dialog.open === 'new'} onClose={dialog.close}>
        <Form
          initial={{ timezone: project.timezone }}
          action={t('setUp.createProject')}
          fields={() => projectFields(t)}
          onSubmit={async (values) => chooseProject((await createProject(http, projectIn(values))).id)}
        >
          <p className="muted form-field__hint">{m('project.newHint')}</p>
        </Form>
      </PageDialog>
    </section>
  );
}

function DeleteCard({ dialog }: { readonly dialog: AddressedDialog }) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const { http, project } = useApi();
  const [events, setEvents] = useState<number>();
  const path = `manage/projects/${encodeURIComponent(project.id)}`;
  return (
    <section className="card card--plain" aria-label={m('project.delete')}>
      <div className="card__body form">
        <h2>{m('project.delete')}</h2>
        <p className="muted">{m('project.deleteHint', { name: project.name })}</p>
        <button type="button" className="button form__submit" onClick={() => dialog.show('delete')}>
          {m('project.delete')}
        </button>
      </div>
      <PageDialog
        title={m('project.delete')}
        isOpen={dialog.open === 'delete'}
        onClose={() => (events === undefined ? dialog.close() : leave())}
      >
        {events === undefined ? (
          <Form
            initial={{}}
            action={t('saved.delete')}
            fields={() => [
              {
                ...{ kind: 'text', name: 'name', isRequired: true },
                label: m('project.typeName', { name: project.name }),
              },
            ]}
            onSubmit={async ({ name }) => {
              if (name !== project.name.trim()) throw notTheName;
              setEvents((await http.send<{ readonly events: number }>('DELETE', path)).data.events);
            }}
          >
            <p className="muted form-field__hint">{m('project.deleteHint', { name: project.name })}</p>
          </Form>
        ) : (
          <div className="made">
            <p role="status">{m('project.deleted', { events: format.exact(events) })}</p>
            <button type="button" className="button button--primary form__submit" onClick={leave}>
              {m('project.leaveHere')}
            </button>
          </div>
        )}
      </PageDialog>
    </section>
  );
}

/** As the server would say it. */
const notTheName = new ApiError(400, 'invalid_parameters', 'is not the name of the project', [
  { field: 'name', message: 'is not the name of the project' },
]);

function leave(): void {
  window.location.assign(document.baseURI);
}
