/** The host's users. The operator is made a member of the analytics project, and so may read its reports. */
export const users = [
  { id: 'user-1', name: 'Mina', email: 'mina@example.com', role: 'operator' },
  { id: 'user-2', name: 'Jun', email: 'jun@example.com', role: 'player' },
] as const;
