/** What it comes to, or the failure where that takes longer. @param ms milliseconds */
export async function within<T>(ms: number, work: Promise<T>, failure: () => Error): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(failure()), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
