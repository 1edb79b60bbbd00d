/** In which currency an answer's amounts are. */
export interface AnswerMoney {
  /** ISO 4217. */
  readonly currency: string;
  /** What no amount of the answer has in it, since there was no rate: as it was sent, by currency. */
  readonly unconverted: readonly {
    readonly currency: string;
    readonly amount: number;
    readonly events: number;
  }[];
}

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
  /** Present where the answer has amounts. */
  readonly money?: AnswerMoney;
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
