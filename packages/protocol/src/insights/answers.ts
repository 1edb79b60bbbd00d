/** What `meta` says beside the data. `start` and `end` are local instants with offset, the end excluded. */
export interface AnswerMeta {
  readonly start?: string;
  readonly end?: string;
  readonly timezone: string;
  readonly tookMs: number;
  readonly rowsRead: number;
  /** Present where there are more rows: the `cursor` that gets them. */
  readonly nextCursor?: string;
  /** Present where a filter or breakdown names segments: when it was found out who is in them. */
  readonly segmentsEvaluatedAt?: string;
  /** True where a count was estimated; otherwise absent. */
  readonly approximate?: true;
}

export interface InsightsAnswer<Data> {
  readonly success: true;
  readonly data: Data;
  readonly meta: AnswerMeta;
}

export interface ParameterProblem {
  /** The parameter's name, with a dot path inside it where that helps: `filters.and.0.op`. */
  readonly field: string;
  readonly message: string;
}
