import type { Facts as LoginFacts } from "@nearside/shared/statements/facts.ts";
import { keyed } from "../../ui/keyed.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";

/** Shows every member of every detail (RFC 9396 §2): a person can't agree to what they have not read. */
export function AuthorizationDetails({ details }: { details: LoginFacts["authorization_details"] }) {
  return (
    <ul className="details">
      {keyed(details).map(({ key, item }) => (
        <li key={key}>
          <Value value={item} />
        </li>
      ))}
    </ul>
  );
}

function Value({ value }: { value: unknown }) {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return (
      <ul className="exact-list">
        {keyed(items).map(({ key, item }) => (
          <li key={key}>
            <Value value={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === "object" && value !== null) {
    return (
      <dl className="facts-list">
        {Object.entries(value).map(([name, member]) => (
          <div className="facts-row" key={name}>
            <dt>
              <code>{makeVisible(name)}</code>
            </dt>
            <dd>
              <Value value={member} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return <Exact text={typeof value === "string" ? value : JSON.stringify(value)} />;
}
