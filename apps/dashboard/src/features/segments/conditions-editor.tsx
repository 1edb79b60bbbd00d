import { useMutation } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { type Definition, uploadList } from '../../api/segments.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { DidFields, type FieldsProps, SegmentFields, WhoFields } from './condition-fields.tsx';
import { type Conditions, changed, kindOf, newConditions } from './definition.ts';

export interface ConditionsEditorProps {
  readonly conditions: Conditions;
  /** The segment that is edited, which cannot be in itself. */
  readonly segmentId: string | undefined;
  readonly onChange: (conditions: Conditions) => void;
}

/** Conditions in rows: all of them, or any. What it has no fields for stays as it is, and can be taken away. */
export function ConditionsEditor({ conditions, segmentId, onChange }: ConditionsEditorProps) {
  const { t } = useI18n();
  const { match, list } = conditions;
  const put = (next: readonly Definition[]) => onChange({ match, list: next });
  return (
    <div className="segment-conditions">
      <SelectField
        label={t('segments.match')}
        value={match}
        options={(['and', 'or'] as const).map((value) => ({ value, label: t(`segments.match.${value}`) }))}
        onChange={(value) => onChange({ match: value, list })}
      />
      <ol>
        {list.map((condition, index) => (
          <li key={index} className="segment-condition">
            <ConditionFields
              condition={condition}
              segmentId={segmentId}
              onChange={(next) => put(list.with(index, next))}
            />
            <button
              type="button"
              className="button button--plain button--icon"
              aria-label={t('segments.remove', { n: index + 1 })}
              onClick={() => put(list.filter((_, place) => place !== index))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      <div className="segment-add">
        {(['did', 'who', 'segment'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="button"
            onClick={() => put([...list, newConditions[kind]])}
          >
            <Icon name="plus" />
            {t(`segments.add.${kind}`)}
          </button>
        ))}
        <UploadButton onUploaded={(id) => put([...list, { list: id }])} />
      </div>
    </div>
  );
}

function ConditionFields(props: FieldsProps & { readonly segmentId: string | undefined }) {
  const { t } = useI18n();
  const { condition, segmentId, onChange } = props;
  switch (kindOf(condition)) {
    case 'did':
      return <DidFields {...props} />;
    case 'who':
      return <WhoFields {...props} />;
    case 'segment':
      return <SegmentFields {...props} without={segmentId} />;
    case 'list':
      return (
        <SelectField
          isBare
          label={t('segments.list')}
          value={condition.in === false ? 'notIn' : 'in'}
          options={(['in', 'notIn'] as const).map((value) => ({ value, label: t(`segments.list.${value}`) }))}
          onChange={(value) => onChange(changed(condition, { in: value === 'in' ? undefined : false }))}
        />
      );
    case 'other':
      return <code className="segment-code">{JSON.stringify(condition)}</code>;
  }
}

/** A CSV file with ids in its first column. */
function UploadButton({ onUploaded }: { readonly onUploaded: (id: string) => void }) {
  const { t, format } = useI18n();
  const { http, project } = useApi();
  const upload = useMutation({
    mutationFn: async (file: File) => uploadList(http, project.id, await file.text()),
    onSuccess: ({ id }) => onUploaded(id),
  });
  return (
    <>
      <label className="button">
        <Icon name="plus" />
        {t('segments.add.list')}
        <input
          type="file"
          className="visually-hidden"
          accept=".csv,.txt,text/csv,text/plain"
          disabled={upload.isPending}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) upload.mutate(file);
            target.value = '';
          }}
        />
      </label>
      {upload.data && (
        <p role="status" className="muted">
          {t('segments.uploaded', {
            ids: format.exact(upload.data.ids),
            known: format.exact(upload.data.known),
          })}
        </p>
      )}
      {upload.error && (
        <p role="alert" className="segment-problem">
          {t('clients.failed', { reason: reasonOf(upload.error, t) })}
        </p>
      )}
    </>
  );
}
