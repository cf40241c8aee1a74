import { TpmError } from "./tpm-error.ts";

/** @throws TpmError `tpm_busy` after so many milliseconds, and whatever the work throws; failed calls of the system are `tpm_failed` */
export function withinTime<T>(work: Promise<T>, within: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TpmError("tpm_busy")), within);
    work
      .finally(() => clearTimeout(timer))
      .then(resolve, (cause: unknown) =>
        reject(cause instanceof TpmError ? cause : new TpmError("tpm_failed", { cause })),
      );
  });
}
