/** Sessions that are renewed again and again, each by one at a time. */
export class Sessions<Session> {
  readonly #free: Promise<Session>[];

  constructor(count: number, begin: () => Promise<Session>) {
    this.#free = Array.from({ length: count }, begin);
  }

  async renew(renewed: (session: Session) => Promise<Session>): Promise<void> {
    const session = this.#free.shift();
    if (session === undefined) throw new Error("more at a time than there are sessions");
    const next = await renewed(await session);
    this.#free.push(Promise.resolve(next));
  }
}
