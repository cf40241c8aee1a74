import { open } from "node:fs/promises";
import { BlobRefused } from "./blob-refused.ts";
import { MAX_BLOB } from "./verify-blob.ts";

/** A metadata blob from a file that the operator named. @throws BlobRefused */
export async function readBlobFile(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > MAX_BLOB) throw new BlobRefused("too_large");
      const text = await file.readFile("latin1");
      return text.trim();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof BlobRefused) throw cause;
    throw new BlobRefused("file_unreadable", { cause });
  }
}
