// Draws a list of blocks, each in a wrapper that knows its block_id, so that every click names its origin exactly.
import { Component, useCallback, useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Button, ElementOf } from "./elements";
import { Clip } from "./icons";
import { InputBlock } from "./inputs";
import { Library } from "./library";
import { Outside, plain, Txt } from "./text";
import { SafePicture } from "./pictures";
import { useSurface } from "./surface";
import { DataTable, TableBlock } from "./tables";
import type { Block, Element, Text } from "./types";

/** A block this page or the library cannot draw must not take the rest with it. */
class Boundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}

function Unknown({ type }: { type: string }) {
  const { say } = useSurface();
  return <div className="unknown" data-testid="unknown-block">{say("unknownBlock", { type: String(type) })}</div>;
}

function Section({ block, block_id }: { block: Block; block_id: string }) {
  const accessory = block.accessory as Element | undefined;
  return (
    <div className={`section ${accessory ? (accessory.type === "image" ? "section-image" : "section-side") : ""}`}>
      <div className="section-text">
        {block.text && <div><Txt of={block.text} /></div>}
        {Array.isArray(block.fields) && (
          <div className="fields">{(block.fields as Text[]).map((field, index) => <div key={index}><Txt of={field} /></div>)}</div>
        )}
      </div>
      {accessory && <div className="accessory"><ElementOf element={accessory} block_id={block_id} /></div>}
    </div>
  );
}

function Card({ block, block_id, inCarousel = false }: { block: Block; block_id: string; inCarousel?: boolean }) {
  const title = useId();
  return (
    <article className={inCarousel ? "card card-slide" : "card"} aria-labelledby={block.title ? title : undefined} data-testid="card" data-block-id={block_id}>
      {block.hero_image && <SafePicture of={block.hero_image} className="hero" />}
      <div className="card-body">
        {(block.title || block.subtitle || block.icon) && (
          <div className="card-head">
            {block.icon && <SafePicture of={block.icon} className="card-icon" />}
            <div className="card-names">
              {block.title && <div className="card-title" id={title}><Txt of={block.title} /></div>}
              {block.subtitle && <div className="card-subtitle"><Txt of={block.subtitle} /></div>}
            </div>
          </div>
        )}
        {block.body && <div className="card-text"><Txt of={block.body} /></div>}
        {block.subtext && <div className="card-subtitle"><Txt of={block.subtext} /></div>}
        {Array.isArray(block.actions) && block.actions.length > 0 && (
          <div className="row-buttons">{(block.actions as Element[]).map((element, index) => <ElementOf key={index} element={element} block_id={block_id} />)}</div>
        )}
      </div>
    </article>
  );
}

function Carousel({ block, block_id }: { block: Block; block_id: string }) {
  const { say } = useSurface();
  const track = useRef<HTMLDivElement>(null);
  const [edges, setEdges] = useState({ start: true, end: true });
  const cards = ((block.elements ?? []) as Block[]).slice(0, 10);
  const measure = useCallback(() => {
    const box = track.current;
    if (box) setEdges({ start: box.scrollLeft <= 4, end: box.scrollLeft + box.clientWidth >= box.scrollWidth - 4 });
  }, []);
  useEffect(() => {
    measure();
    const watcher = new ResizeObserver(measure);
    if (track.current) watcher.observe(track.current);
    return () => watcher.disconnect();
  }, [measure, cards.length]);
  const slide = (way: number) => track.current?.scrollBy({ left: way * track.current.clientWidth * 0.85, behavior: "smooth" });
  return (
    <div className="carousel" role="group" aria-label={say("carousel", { n: cards.length })} data-testid="carousel">
      <div className="track" ref={track} onScroll={measure} tabIndex={0}>
        {cards.map((card, index) => <Card key={card.block_id ?? index} block={card} block_id={card.block_id ?? `${block_id}-${index}`} inCarousel />)}
      </div>
      <button type="button" className="arrow arrow-left" aria-label={say("previous")} disabled={edges.start} onClick={() => slide(-1)}>‹</button>
      <button type="button" className="arrow arrow-right" aria-label={say("next")} disabled={edges.end} onClick={() => slide(1)}>›</button>
    </div>
  );
}

function ContainerOf({ block }: { block: Block }) {
  const [open, setOpen] = useState(!(block.is_collapsible && block.default_collapsed));
  const head = (
    <>
      {block.icon && <SafePicture of={block.icon} className="card-icon" />}
      <span className="card-names">
        <span className="card-title"><Txt of={block.title} /></span>
        {block.subtitle && <span className="card-subtitle"><Txt of={block.subtitle} /></span>}
      </span>
    </>
  );
  return (
    <div className={`container container-${block.width ?? "standard"}`} role="group" aria-label={plain(block.title)}>
      {block.is_collapsible
        ? <button type="button" className="container-head" aria-expanded={open} onClick={() => setOpen(!open)}>{head}<span aria-hidden="true">{open ? "▾" : "▸"}</span></button>
        : <div className="container-head">{head}</div>}
      {open && <div className="container-body"><Blocks blocks={(block.child_blocks ?? block.blocks ?? []) as Block[]} /></div>}
    </div>
  );
}

const levels: Record<string, { icon: string; fr: string; en: string }> = {
  default: { icon: "•", fr: "Note", en: "Notice" },
  info: { icon: "ℹ", fr: "Information", en: "Information" },
  warning: { icon: "⚠", fr: "Attention", en: "Warning" },
  error: { icon: "✕", fr: "Erreur", en: "Error" },
  success: { icon: "✓", fr: "Réussi", en: "Success" },
};

function Alert({ block }: { block: Block }) {
  const { lang } = useSurface();
  const name = String(block.level ?? block.style ?? "default");
  const level = levels[name] ?? levels.default!;
  return (
    <div className={`alert alert-${name in levels ? name : "default"}`} role="status" data-testid="alert">
      <span className="alert-icon" aria-hidden="true">{level.icon}</span>
      <span><strong className="sr">{level[lang]} : </strong><Txt of={block.text} /></span>
    </div>
  );
}

function Figure({ block }: { block: Block }) {
  return (
    <figure className="figure">
      {block.title && <figcaption><Txt of={block.title} /></figcaption>}
      <SafePicture of={block} className="figure-image" />
    </figure>
  );
}

function Video({ block }: { block: Block }) {
  const { say } = useSurface();
  return (
    <div className="card">
      <SafePicture of={{ image_url: block.thumbnail_url, alt_text: block.alt_text }} className="hero" />
      <div className="card-body">
        <div className="card-title"><Outside url={block.title_url ?? block.video_url}><Txt of={block.title} /></Outside></div>
        {block.author_name && <div className="card-subtitle">{String(block.author_name)}</div>}
        {block.description && <div className="card-text"><Txt of={block.description} /></div>}
        <Outside url={block.video_url}>▶ {say("video")}</Outside>
      </div>
    </div>
  );
}

function Header({ block }: { block: Block }) {
  const level = Math.min(Math.max(Number(block.level ?? 3) || 3, 1), 4);
  return <div className={`header header-${level}`} role="heading" aria-level={level + 1}><Txt of={block.text} /></div>;
}

function drawn(block: Block, block_id: string, error: string | undefined): ReactNode {
  switch (block.type) {
    case "divider":
      return <hr className="divider" />;
    case "header":
      return <Header block={block} />;
    case "section":
      return <Section block={block} block_id={block_id} />;
    case "context":
      return (
        <div className="context">
          {((block.elements ?? []) as Element[]).map((element, index) =>
            element.type === "image" ? <SafePicture key={index} of={element} className="context-image" /> : <span key={index} className="context-text"><Txt of={element as unknown as Text} /></span>,
          )}
        </div>
      );
    case "actions":
    case "context_actions":
      return <div className="row-buttons">{((block.elements ?? []) as Element[]).map((element, index) => <ElementOf key={index} element={element} block_id={block_id} />)}</div>;
    case "input":
      return <InputBlock block={block} block_id={block_id} error={error} />;
    case "image":
      return <Figure block={block} />;
    case "card":
      return <Card block={block} block_id={block_id} />;
    case "carousel":
      return <Carousel block={block} block_id={block_id} />;
    case "container":
      return <ContainerOf block={block} />;
    case "alert":
      return <Alert block={block} />;
    case "table":
      return <TableBlock block={block} />;
    case "data_table":
      return <DataTable block={block} />;
    case "video":
      return <Video block={block} />;
    case "file":
      return <div className="unknown"><Clip />{String(block.external_id ?? "")}</div>;
    case "button":
      return <Button element={block} block_id={block_id} />;
    case "rich_text":
    case "markdown":
    case "plan":
    case "task_card":
    case "data_visualization":
      return <Library block={block} />;
    default:
      return <Unknown type={block.type} />;
  }
}

export function Blocks({ blocks, errors = {} }: { blocks: Block[]; errors?: Record<string, string> }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => {
        const block_id = block.block_id ?? `block-${index}`;
        return (
          <div key={`${block_id}/${block.type}`} className="block" data-block-type={block.type} data-block-id={block_id}>
            <Boundary fallback={<Unknown type={block.type} />}>{drawn(block, block_id, errors[block_id])}</Boundary>
          </div>
        );
      })}
    </div>
  );
}
