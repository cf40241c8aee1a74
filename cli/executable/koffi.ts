import { loadNativePart } from "./load-native-part.ts";

// Takes the package's place in the single executable. Its own JavaScript looks for the native part beside itself, and adds nothing that
// is used here.

export default loadNativePart("koffi.node");
