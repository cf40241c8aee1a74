import type { TestServer } from "./test-server.ts";

/**
 * Sends a poll about that login or enrolment, and returns once the server holds it, with the answer that is still to come. Where
 * the server does not hold it, this returns once the poll was answered.
 */
export async function heldPoll<Answered>(
  { services }: TestServer,
  subject: string,
  send: () => Promise<Answered>,
): Promise<{ readonly answer: Promise<Answered>; readonly isHeld: () => boolean }> {
  const { changes } = services;
  const { listen } = changes;
  const { promise: listens, resolve } = Promise.withResolvers<void>();
  changes.listen = (about, ...rest) => {
    const listening = listen.call(changes, about, ...rest);
    if (about === subject && listening !== undefined) resolve();
    return listening;
  };
  let isHeld = true;
  const answer = send().finally(() => {
    isHeld = false;
  });
  try {
    await Promise.race([listens, answer]);
  } finally {
    changes.listen = listen;
  }
  return { answer, isHeld: () => isHeld };
}
