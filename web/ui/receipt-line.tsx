/** Shows the id that the terminal shows as well, so that a person can tell that both are about the same thing. */
export function ReceiptLine({ name, id }: { name: string; id: string }) {
  return (
    <dl className="receipt">
      <dt>{name}</dt>
      <dd>
        <code>{id}</code>
      </dd>
    </dl>
  );
}
