/** `profile_id` and `alias` are one person. */
export interface Alias {
  readonly profile_id: string;
  readonly alias: string;
}

/**
 * For every id that an alias joins to others and that is not itself the person's: the id of the person. Among the ids
 * of a person it is the first, by text, that is not an alias of another; the first of all where each is.
 */
export function personsOfAliases(aliases: readonly Alias[]): Map<string, string> {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    for (let at = id; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { profile_id, alias } of aliases) {
    const a = rootOf(profile_id);
    const b = rootOf(alias);
    if (a !== b) parents.set(b, a);
  }
  return named(aliases, rootOf);
}

function named(aliases: readonly Alias[], rootOf: (id: string) => string): Map<string, string> {
  const isAlias = new Set(aliases.map(({ alias }) => alias));
  const members = new Map<string, Set<string>>();
  for (const id of aliases.flatMap(({ profile_id, alias }) => [profile_id, alias])) {
    const root = rootOf(id);
    members.set(root, (members.get(root) ?? new Set()).add(id));
  }
  const persons = new Map<string, string>();
  for (const ids of members.values()) {
    const sorted = [...ids].sort();
    const person = sorted.find((id) => !isAlias.has(id)) ?? sorted[0];
    for (const id of sorted) if (person !== undefined && id !== person) persons.set(id, person);
  }
  return persons;
}

/** The other ids of each person, by the map of `personsOfAliases`. */
export function idsByPerson(persons: ReadonlyMap<string, string>): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const [id, person] of persons) {
    const own = ids.get(person);
    if (own) own.push(id);
    else ids.set(person, [id]);
  }
  return ids;
}
