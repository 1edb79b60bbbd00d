/** What `GET /insights/session` says about who is signed in to the dashboard. */
export interface DashboardSession {
  /** `read` and `root` clients see their project, a user all of theirs. */
  readonly role: 'read' | 'root' | 'user';
  /** Of a user: the id that lists of members have. */
  readonly userId?: string;
  /** Of a user: how people know them, where that is known. */
  readonly name?: string;
  /** True for a user whose password can be changed here. */
  readonly hasPassword?: boolean;
  /** True for a root client whose project belongs to nobody yet: an account can be made that owns it. */
  readonly mayMakeAccount?: boolean;
  readonly projects: readonly DashboardProject[];
}

/** What `GET /insights/session/ways` says: how people can sign in here. */
export interface WaysToSignIn {
  /** Whether somebody has an account with a password. */
  readonly password: boolean;
  /** Whether accounts can be made here; else people are those of the host. */
  readonly accounts: boolean;
  /** Whether tokens of Gatrix are taken. */
  readonly token: boolean;
  /** What the OpenID provider is called, where there is one. */
  readonly provider: string | null;
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
