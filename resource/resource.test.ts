import { AccessRefused, type Demands } from "./resource.ts";
import { type Answer, judgeApi } from "./testing/judge-api.ts";
import { ADDRESSES } from "./testing/refusal-matrix.ts";
import { requestOf } from "./testing/request-of.ts";

const DEMANDS: Readonly<Record<string, Demands>> = ADDRESSES;

judgeApi("a resource by itself, asked with a Request", async (resource) => ({
  send: async (ask) => {
    const metadata = resource.metadata(requestOf(ask))?.response();
    if (metadata !== undefined) return answerOf(metadata);
    const address = `${ask.method} ${ask.path.replace(/\?.*/, "")}`;
    const answer = await resource.verify(requestOf(ask), DEMANDS[address]).then(
      ({ claims, scopes, headers }) => Response.json({ user: claims.sub, scopes }, { headers }),
      (error: unknown) => {
        if (error instanceof AccessRefused) return error.response();
        throw error;
      },
    );
    return answerOf(answer);
  },
  close: async () => {},
}));

const answerOf = async (answer: Response): Promise<Answer> => ({
  status: answer.status,
  header: (name) => answer.headers.get(name),
  body: await answer.text(),
});
