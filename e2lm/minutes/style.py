"""How minutes look as a page: on a screen, on a phone, on paper."""

STYLE = """
:root { color-scheme: light; }
body { margin: 32px auto; max-width: 980px; padding: 0 20px; color: #1B1F23; background: #FFFFFF;
  font: 15px/1.5 "Source Sans 3", "Source Sans Pro", system-ui, "Segoe UI", Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 1.35rem; margin: 0; }
h3 { font-size: 1rem; margin: 20px 0 4px; }
h1, h2, p, li { overflow-wrap: anywhere; }
p { margin: 4px 0; }
a { color: #00639B; }
.quiet { color: #5A626B; }
ul { margin: 4px 0; padding-left: 20px; }
section { border-top: 1px solid #E3E6E9; margin-top: 28px; padding-top: 20px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 400; color: #5A626B; }
th, td { padding: 4px 12px 4px 0; vertical-align: top; border-bottom: 1px solid #ECEEF0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font: 13px/1.5 ui-monospace, Consolas, Menlo, monospace; }
code { overflow-wrap: anywhere; }
pre { background: #F5F6F7; padding: 8px 12px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 12px 0; }
.card { flex: 1 1 180px; border: 1px solid #E3E6E9; border-radius: 6px; padding: 10px 14px; }
.card b { display: block; font-size: 1.7rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.card small { color: #5A626B; }
.is { border-radius: 4px; padding: 1px 8px; font-size: 14px; font-weight: 600; white-space: nowrap; }
.keep { background: #E3F3EC; color: #00573F; }
.change { background: #FCF0DA; color: #7A5200; }
.drop { background: #FBE6E3; color: #96281B; }
.open { background: #F0F2F4; color: #4A525B; }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid; } }
""".strip()
