import { editBytes, editText } from "./edit-text.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { PostOffice, type Spoilt } from "./post-office.ts";
import type { Edit } from "./recipe.ts";
import { bytesOf, exchange } from "./socket.ts";
import type { Target } from "./target.ts";
import { watchServer } from "./watch-server.ts";

/** The server's port, by bytes that are no HTTP, or nearly are. */
export const rawTarget: Target = {
  name: "raw TCP",
  share: 8,
  open: async (place) => {
    const stage = await place.stage();
    const watch = watchServer(stage);
    const post = new PostOffice(stage);
    const { port, host } = new URL(stage.issuer);
    return {
      send: async (input) => {
        if (await post.prepare(input)) watch.note();
        const honest = await post.write({ ...input, recipe: { ...input.recipe, steps: [] } });
        const { method, path, headers, body } = inVain(honest);
        let request = { method, path, headers: { host, ...headers, "content-length": String(body.length) } };
        for (const step of input.recipe.frame) {
          if (step.kind === "header")
            request = { ...request, headers: { ...request.headers, [step.name]: step.value } };
          if (step.kind === "path") request = { ...request, path: editText(request.path, step.edit) };
          if (step.kind === "method") request = { ...request, method: step.method };
        }
        let bytes = bytesOf(request.method, request.path, request.headers, body);
        for (const edit of [...input.recipe.edits, ...editsOf(input.message)]) bytes = editBytes(bytes, edit);
        const answers = answersIn(await exchange(Number(port), bytes));
        for (const answer of answers) {
          const problem = judgeAnswer(answer, true);
          if (problem !== undefined) return problem;
        }
        return watch.refused();
      },
      end: () => watch.end(),
    };
  },
};

/** Changes one byte, if the recipe itself leaves the bytes alone. */
const editsOf = (message: number): readonly Edit[] => [
  {
    how: (["bit", "cut", "drop", "double", "swap"] as const)[message % 5] ?? "bit",
    at: message,
    length: message % 37,
    text: "",
  },
];

/** About nothing that there is, and signed by no party: whatever becomes of its bytes, it may move nothing. */
function inVain({ path, headers, body, ...rest }: Spoilt): Spoilt {
  const unsigned = (text: string): string =>
    text
      .replaceAll(/(eyJ[\w-]+\.[\w-]+)\.[\w-]{86}/g, `$1.${"A".repeat(86)}`)
      .replaceAll(/(?<=rq_|en_)[\w-]{22}/g, "A".repeat(22))
      .replaceAll(/(?<=nct_)[\w-]{43}/g, "A".repeat(43))
      .replaceAll(/(?<=\bcode=)[\w-]{43}/g, "A".repeat(43)); // a program without a key needs no more than its code
  const proofless = Object.entries(headers).map(([name, value]) => [name, unsigned(value)] as const);
  return {
    ...rest,
    path: unsigned(path),
    headers: Object.fromEntries(proofless),
    body: Buffer.from(unsigned(body.toString())),
  };
}

/** The answers, as many as the server took the bytes for requests. Pages are read no further. */
function answersIn(text: string) {
  const found = text.matchAll(/HTTP\/1\.1 (\d{3}) [^\r]*\r\n([\s\S]*?\r\n)?\r\n([\s\S]*?)(?=HTTP\/1\.1 \d{3} |$)/g);
  return [...found].map(([, status, headers = "", body = ""]) => ({
    status: Number(status),
    body: /^transfer-encoding: chunked/im.test(headers)
      ? body.replaceAll(/(?:^|\r\n)[0-9a-f]+(?:\r\n(?:\r\n)?|$)/gi, "")
      : body,
  }));
}
