/**
 * Makes a place for what has to be ended when a test is over, however it ends: the last that was
 * begun first. Call it within a `describe`.
 */
export function createEnds(): (end: () => unknown) => void {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return (end) => void ends.push(end);
}
