import type { Http } from '../../../api/http.ts';
import { createProject } from '../../../api/manage.ts';
import { Brand } from '../../../ui/brand.tsx';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import '../../reporting/split.css';
import '../../session/sign-in-page.css';
import { Form } from '../form.tsx';
import '../settings.css';
import { localZone, projectFields, projectIn } from './project-fields.ts';

export interface FirstProjectProps {
  readonly http: Http;
  readonly onMade: (projectId: string) => void;
  readonly onSignOut: () => void;
}

/** What a person without a project can do: be invited, make one, or leave. */
export function FirstProject({ http, onMade, onSignOut }: FirstProjectProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  return (
    <main className="sign-in">
      <section className="sign-in__form" aria-label={t('setUp.newProject')}>
        <Brand />
        <h1>{t('setUp.newProject')}</h1>
        <p className="muted">{t('session.noProjects')}</p>
        <Form
          initial={{ timezone: localZone() }}
          action={t('setUp.createProject')}
          fields={() => projectFields(t)}
          onSubmit={async (values) => onMade((await createProject(http, projectIn(values))).id)}
        >
          <p className="muted form-field__hint">{m('project.newHint')}</p>
        </Form>
        <button type="button" className="button button--plain" onClick={onSignOut}>
          {t('session.signOut')}
        </button>
      </section>
    </main>
  );
}
