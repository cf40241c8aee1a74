// Finds out whether this system lets us make machines out of network namespaces. Tests fail without; the demo says so and continues.
import { ip, nameNamespace, removeNamespace, runTag } from "./namespaces.ts";

type Availability = {
  readonly available: boolean;
  /** A sentence for people: it names what is missing, or says that nothing is. */
  readonly why: string;
};

/** Tries it out: where a container may not, only trying shows it. */
export async function namespacesAvailable(): Promise<Availability> {
  if (process.platform !== "linux") return no("only Linux has them.");
  if (process.getuid?.() !== 0) return no("only root may make them, and this is another account.");
  const namespace = nameNamespace(await runTag(), "probe");
  try {
    await ip("netns", "add", namespace);
    await ip("-n", namespace, "link", "add", "near", "type", "veth", "peer", "name", "far");
    return { available: true, why: "root on this system may make them." };
  } catch (error) {
    return no(`this system refuses them to root (${reason(error)}).`);
  } finally {
    await removeNamespace(namespace);
  }
}

function no(why: string): Availability {
  return { available: false, why };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") return "the program ip is missing: install iproute2";
  // `Command failed: …` comes first, what ip(8) said last.
  return error.message.trim().split("\n").at(-1) ?? error.message;
}
