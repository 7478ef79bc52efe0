// table and data_table: real tables with caption, header row and row headers; data_table sorts and turns pages.
import { useId, useMemo, useState } from "react";
import { Library } from "./library";
import { plain, Txt } from "./text";
import { useSurface } from "./surface";
import type { Block } from "./types";

type Cell = { type?: string; text?: string; value?: number | string; [key: string]: unknown } | string | number | null | undefined;

/** The words of a cell, whatever its kind: for sorting, and for cells that are only text. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "object") return String(cell);
  if (typeof cell.text === "string") return plain(cell.text);
  if (cell.text && typeof cell.text === "object") return cellText(cell.text as Cell);
  if (cell.value !== undefined) return String(cell.value);
  const inner = cell.elements;
  return Array.isArray(inner) ? inner.map((one) => cellText(one as Cell)).join("") : "";
}

function numberOf(cell: Cell): number | null {
  if (cell && typeof cell === "object" && typeof cell.value === "number") return cell.value;
  const words = cellText(cell).replace(/[\s\u00a0\u202f%]/g, "").replace(",", ".");
  return /^[+-]?\d+(\.\d+)?$/.test(words) ? Number(words) : null;
}

function CellOf({ cell }: { cell: Cell }) {
  if (cell && typeof cell === "object" && cell.type === "rich_text") return <Library block={cell as unknown as Block} />;
  if (cell && typeof cell === "object" && cell.type === "mrkdwn") return <Txt of={{ type: "mrkdwn", text: cellText(cell) }} />;
  return <span dir="auto">{cellText(cell)}</span>;
}

export function TableBlock({ block }: { block: Block }) {
  const rows = ((block.rows ?? []) as Cell[][]).filter(Array.isArray);
  const settings = (block.column_settings ?? []) as ({ align?: string; is_wrapped?: boolean } | null)[];
  const [head, ...body] = rows;
  if (!head) return null;
  const style = (index: number) => ({ textAlign: (settings[index]?.align ?? "left") as "left" | "center" | "right" });
  return (
    <div className="table-box" tabIndex={0} role="group">
      <table className="table">
        <thead><tr>{head.map((cell, index) => <th key={index} scope="col" style={style(index)}><CellOf cell={cell} /></th>)}</tr></thead>
        <tbody>{body.map((row, at) => <tr key={at}>{row.map((cell, index) => <td key={index} style={style(index)}><CellOf cell={cell} /></td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

export function DataTable({ block }: { block: Block }) {
  const { say, lang } = useSurface();
  const id = useId();
  const [sort, setSort] = useState<{ column: number; down: boolean } | null>(null);
  const [page, setPage] = useState(0);
  const rows = ((block.rows ?? []) as Cell[][]).filter(Array.isArray);
  const [head = [], ...body] = rows;
  const rowHeader = typeof block.row_header_column_index === "number" ? block.row_header_column_index : 0;
  const size = Math.min(Math.max(Number(block.page_size ?? 100) || 100, 1), 100);
  const numeric = head.map((_, column) => body.length > 0 && body.every((row) => numberOf(row[column]) !== null));
  const sorted = useMemo(() => {
    if (sort === null) return body;
    const compare = (one: Cell[], two: Cell[]) => {
      const [a, b] = [one[sort.column], two[sort.column]];
      const [x, y] = [numberOf(a), numberOf(b)];
      return x !== null && y !== null ? x - y : cellText(a).localeCompare(cellText(b), lang, { numeric: true });
    };
    return [...body].sort((one, two) => (sort.down ? -compare(one, two) : compare(one, two)));
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [block, sort, lang]);
  const pages = Math.max(1, Math.ceil(sorted.length / size));
  const shown = sorted.slice(Math.min(page, pages - 1) * size, (Math.min(page, pages - 1) + 1) * size);
  return (
    <div className="data-table" data-testid="data-table">
      <div className="table-box" tabIndex={0} role="group" aria-labelledby={`${id}-caption`}>
        <table className="table">
          <caption id={`${id}-caption`}><Txt of={block.caption} /></caption>
          <thead>
            <tr>
              {head.map((cell, column) => {
                const mine = sort?.column === column;
                return (
                  <th key={column} scope="col" aria-sort={mine ? (sort.down ? "descending" : "ascending") : "none"} className={numeric[column] ? "number" : undefined}>
                    <button type="button" className="sort" title={say("sortBy", { what: cellText(cell) })} onClick={() => setSort(mine ? (sort.down ? null : { column, down: true }) : { column, down: false })}>
                      {cellText(cell)}<span aria-hidden="true">{mine ? (sort.down ? " ▼" : " ▲") : " ↕"}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) =>
                  column === rowHeader
                    ? <th key={column} scope="row" className={numeric[column] ? "number" : undefined}><CellOf cell={cell} /></th>
                    : <td key={column} className={numeric[column] ? "number" : undefined}><CellOf cell={cell} /></td>,
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className="pager">
          <button type="button" className="btn" disabled={page <= 0} onClick={() => setPage(page - 1)}>{say("previous")}</button>
          <span>{say("page", { n: Math.min(page, pages - 1) + 1, of: pages })}</span>
          <button type="button" className="btn" disabled={page >= pages - 1} onClick={() => setPage(page + 1)}>{say("next")}</button>
        </div>
      )}
    </div>
  );
}
