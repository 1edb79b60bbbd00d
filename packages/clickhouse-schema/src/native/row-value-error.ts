/** A value that its column can never hold; whoever sent it has to change it. */
export class RowValueError extends Error {
  override readonly name = 'RowValueError';
}
