/** What `GET /insights/session` says about who is signed in to the dashboard. */
export interface DashboardSession {
  /** `read` and `root` clients see their project, a Gatrix user all of theirs. */
  readonly role: 'read' | 'root' | 'user';
  /** Of a user: the id that lists of members have. */
  readonly userId?: string;
  readonly projects: readonly DashboardProject[];
}

export interface DashboardProject {
  readonly id: string;
  readonly name: string;
  /** IANA name. */
  readonly timezone: string;
  /** The reporting currency, ISO 4217. */
  readonly currency: string;
  /** The id of a client that may send events of the project, where there is one. */
  readonly writeClientId?: string;
}
