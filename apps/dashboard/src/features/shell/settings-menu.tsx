import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import { signOut } from '../../api/session.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { localeNames, locales } from '../../ui/i18n/locale.ts';
import { themes, useTheme } from '../../ui/theme.tsx';
import { useProjectChoice } from '../session/project-choice.ts';

/** Project, language, theme, signing out. */
export function SettingsMenu() {
  const { t, locale, setLocale } = useI18n();
  const { theme, setTheme } = useTheme();
  const { http, session } = useApi();
  const queryClient = useQueryClient();
  const leave = async () => {
    await signOut(http);
    await queryClient.resetQueries();
  };
  return (
    <section className="settings" aria-label={t('settings.label')}>
      <ProjectSelect />
      {session.name !== undefined && <p className="settings__project">{session.name}</p>}
      {session.mayMakeAccount && (
        <Link className="button" to="/settings/members">
          {t('session.makeAccount')}
        </Link>
      )}
      <label className="field">
        {t('settings.language')}
        <select
          className="select"
          value={locale}
          onChange={({ target }) => void setLocale(locales.find((known) => known === target.value) ?? 'en')}
        >
          {locales.map((name) => (
            <option key={name} value={name} lang={name}>
              {localeNames[name]}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t('settings.theme')}
        <select
          className="select"
          value={theme}
          onChange={({ target }) => setTheme(themes.find((known) => known === target.value) ?? 'auto')}
        >
          {themes.map((name) => (
            <option key={name} value={name}>
              {t(`theme.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="button" onClick={() => void leave()}>
        {t('session.signOut')}
      </button>
    </section>
  );
}

function ProjectSelect() {
  const { t } = useI18n();
  const { session, project } = useApi();
  const { chooseProject } = useProjectChoice();
  if (session.projects.length < 2) return <p className="settings__project">{project.name}</p>;
  return (
    <label className="field">
      {t('project.label')}
      <select className="select" value={project.id} onChange={({ target }) => chooseProject(target.value)}>
        {session.projects.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
