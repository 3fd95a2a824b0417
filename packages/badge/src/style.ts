// Custom properties of the page come in; nothing of the page's other rules does. light-dark() follows the
// page's color-scheme; a browser that does not know it shows the light colours.
export const STYLE = `:host{display:inline-block;vertical-align:middle}
:host([reserve]){min-width:var(--responsive-badge-min-width,7.5em)}
:host([hidden]){display:none}
.label{--ink:#14532d;--paper:#e8f5ee;position:relative;display:inline-flex;align-items:center;gap:.3em;
padding:.1em .55em .1em .4em;font:var(--responsive-badge-font,600 .875em/1.5 system-ui,sans-serif);
white-space:nowrap;cursor:default;color:var(--responsive-badge-color,var(--ink));
background:var(--responsive-badge-background,var(--paper));
border:1px solid var(--responsive-badge-border,currentColor);border-radius:var(--responsive-badge-radius,1em)}
@supports(color:light-dark(red,red)){.label{--ink:light-dark(#14532d,#bbf7d0);--paper:light-dark(#e8f5ee,#0f2a1b)}}
.label:focus-visible{outline:2px solid currentColor;outline-offset:2px}
svg{width:1em;height:1em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.explanation{position:absolute;z-index:1;left:0;top:calc(100% + .4em);padding:.3em .6em;border-radius:.4em;
font-weight:400;white-space:normal;width:max-content;max-width:16em;visibility:hidden;
color:Canvas;background:CanvasText}
.label:hover .explanation,.label:focus-visible .explanation{visibility:visible}`

/** Where there is nothing to show there is no box either, not even one of no size in a row with gaps. */
export const EMPTY_STYLE = `${STYLE}:host(:not([reserve])){display:contents}`
