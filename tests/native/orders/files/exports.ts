/** Exports as the back offices write them, made up row by row, for tests of reading and importing them. */

/** A field in quotes; ids get the TAB that keeps a spreadsheet from rounding them. */
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
export const tabbed = (id: string) => quoted(`\t${id}`);

export const csv = (headings: readonly string[], rows: readonly (readonly (string | number)[])[], eol = '\r\n'): Buffer =>
  Buffer.from(`\ufeff${[headings, ...rows].map((row) => row.join(',')).join(eol)}${eol}`);

export const DOUYIN = [
  '主订单编号',
  '子订单编号',
  '选购商品',
  '商品规格',
  '商品数量',
  '商品ID',
  '商家编码',
  '商品金额',
  '订单应付金额',
  '运费',
  '收件人',
  '收件人手机号',
  '详细地址',
  '订单提交时间',
  '支付完成时间',
  '订单状态',
  '售后状态',
  '是否赠品',
  '达人ID',
];

export interface DouyinRow {
  main: string;
  sub: string;
  title?: string;
  sku?: string;
  quantity?: number;
  yuan?: string;
  status?: string;
  afterSale?: string;
  gift?: string;
  paidAt?: string;
}

export function douyinRow({
  main,
  sub,
  title = '和田薄皮核桃',
  sku = 'HT-001',
  quantity = 1,
  yuan = '39.90',
  ...more
}: DouyinRow): string[] {
  const { status = '已完成', afterSale = '-', gift = '否', paidAt = '2020-05-01 11:42:05' } = more;
  const receiver = ['##fSDKlkj+2==##', '$$13800000000$$', '##xinjiang##'];
  const ids = [tabbed(main), sub === '' ? '' : tabbed(sub)];
  const goods = [quoted(title), '500g', String(quantity), tabbed('3400000000000000001'), sku, quoted(yuan), quoted(yuan), '0.00'];
  return [...ids, ...goods, ...receiver, '2020-05-01 11:42:00', paidAt, status, afterSale, gift, tabbed('9000')];
}

export const SHOPIFY = [
  'Name',
  'Email',
  'Financial Status',
  'Paid at',
  'Currency',
  'Subtotal',
  'Shipping',
  'Total',
  'Discount Amount',
  'Created at',
  'Lineitem quantity',
  'Lineitem name',
  'Lineitem price',
  'Lineitem sku',
  'Billing Name',
  'Billing Street',
  'Shipping Province',
  'Refunded Amount',
  'Id',
];
