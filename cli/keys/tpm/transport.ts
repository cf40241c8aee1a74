/** A way to the TPM, for one command after the other. */
export interface Transport {
  /**
   * @param within milliseconds
   * @returns one whole answer, or what came in its place
   * @throws TpmError
   */
  exchange(command: Uint8Array, within: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** No answer of a TPM is longer (TPM Library Part 2 §6.13, TPM_PT_MAX_RESPONSE_SIZE of every TPM known). Bytes. */
export const LARGEST_ANSWER = 4096;
