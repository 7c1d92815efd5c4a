/** Says which ids a list has gained and which it has lost. */
export function difference(
  before: readonly number[] = [],
  after: readonly number[] = [],
): { readonly gained: readonly number[]; readonly lost: readonly number[] } {
  return {
    gained: after.filter((id) => !before.includes(id)),
    lost: before.filter((id) => !after.includes(id)),
  };
}
