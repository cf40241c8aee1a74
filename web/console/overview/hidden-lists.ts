const PREFIX = "nearside.first-day-hidden.";

/** Remembers in this browser who hid the list of the first day. A browser may refuse to; then the list comes back with a reload. */
export const hiddenLists = (storage: () => Storage) => ({
  has(user: string): boolean {
    try {
      return storage().getItem(PREFIX + user) !== null;
    } catch {
      return false;
    }
  },
  add(user: string): void {
    try {
      storage().setItem(PREFIX + user, "1");
    } catch {
      // nothing is lost but the wish
    }
  },
});
