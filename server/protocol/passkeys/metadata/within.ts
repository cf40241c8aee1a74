/** Gives the result, or the failure where that takes longer or is given up. @param ms milliseconds */
export async function within<T>(ms: number, work: Promise<T>, failure: () => Error, givenUp?: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const fail = () => late.reject(failure());
  const timer = setTimeout(fail, ms);
  givenUp?.addEventListener("abort", fail);
  if (givenUp?.aborted === true) fail();
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    givenUp?.removeEventListener("abort", fail);
  }
}
