/** The database cannot be reached, or cannot serve now; the same call may succeed later. */
export class MetadataUnavailableError extends Error {
  override readonly name = 'MetadataUnavailableError';

  /** `cause` is why. */
  constructor(cause: unknown) {
    super('the metadata database is not available', { cause });
  }
}

/** A later version has migrated the database: this one must not use it. */
export class NewerVersionError extends Error {
  override readonly name = 'NewerVersionError';
}

/**
 * `duplicate`: the id is taken. `missing_reference`: the project or the user it belongs to does not exist.
 * `invalid_value`: too long, or not one of the allowed values.
 */
export type ConstraintKind = 'duplicate' | 'missing_reference' | 'invalid_value';

const constraintMessages: Readonly<Record<ConstraintKind, string>> = {
  duplicate: 'the id is taken',
  missing_reference: 'what it belongs to does not exist',
  invalid_value: 'a value is too long, or not one of those allowed',
};

/** The database refused a write; the same write will always be refused. */
export class MetadataConstraintError extends Error {
  override readonly name = 'MetadataConstraintError';
  readonly kind: ConstraintKind;

  constructor(kind: ConstraintKind, cause: unknown) {
    super(constraintMessages[kind], { cause });
    this.kind = kind;
  }
}

/** Whether a write failed because the row is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MetadataConstraintError && error.kind === 'duplicate';
}
