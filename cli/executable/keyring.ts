import { loadNativePart } from "./load-native-part.ts";

// Takes the place of @napi-rs/keyring in the single executable.

export const { AsyncEntry } = loadNativePart("keyring.node") as Pick<typeof import("@napi-rs/keyring"), "AsyncEntry">;
