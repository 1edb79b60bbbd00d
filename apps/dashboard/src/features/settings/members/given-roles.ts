/** Who owns a project gives it away by the API. */
export const givenRoles = ['viewer', 'editor', 'admin'] as const;
