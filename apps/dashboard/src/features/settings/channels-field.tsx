import { Link } from 'react-router';
import { useMay } from '../../api/use-project.ts';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import type { Field } from './fields.tsx';

/** The choice of channels, and where to make one where there is none. */
export function channelsField(
  channels: readonly { readonly id: string; readonly name: string }[],
  label: string,
): Field {
  return {
    ...{ kind: 'many', name: 'channels', label },
    options: channels.map(({ id, name }) => ({ value: id, label: name })),
    none: <NoChannels />,
  };
}

function NoChannels() {
  const m = useManageTexts();
  const mayManage = useMay('admin');
  return (
    <span className="muted">
      {m('channels.noneYet')}{' '}
      {mayManage ? (
        <Link to="/settings/channels?dialog=new">{m('channels.new')}</Link>
      ) : (
        m('channels.byAdmins')
      )}
    </span>
  );
}
