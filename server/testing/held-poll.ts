import type { TestServer } from "./test-server.ts";

/**
 * Sends a poll about that login or enrolment, and comes back once it is held, with what will be its answer. Where it is not held, it
 * comes back once it was answered.
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
