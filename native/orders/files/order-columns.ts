/** The columns of exported files by name: which field a heading means, which are about people, and which are left aside. */
import type { FileContent } from '../../contract/order-file.ts';

/**
 * Headings per field and content, compared without case, spaces, brackets and other marks. A field takes the first of its names
 * that the file has, so the names stand in the order of how well they fit.
 */
const fields = {
  orders: {
    orderId: ['主订单编号', '主订单号', '父订单编号', '订单编号', '订单号', 'order_id', 'id', 'order number'],
    /** Joins the rows of one order where only the first has its id (Shopify). */
    orderName: ['name'],
    subOrderId: ['子订单编号', '子订单号', '商品单号', 'sub_order_id'],
    status: ['订单状态', '交易状态', '状态', 'financial status', 'order status', 'status'],
    afterSale: ['售后状态', '商品售后状态', '退款状态', 'after_sale'],
    paidAt: ['支付完成时间', '订单支付时间', '买家付款时间', '支付时间', '付款时间', 'paid_at', 'paid date', 'date paid'],
    createdAt: ['订单提交时间', '订单创建时间', '下单时间', '创建时间', '提交时间', 'created_at', 'order date', 'date created', 'date'],
    finishedAt: ['订单完成时间', '交易成功时间', '完成时间', 'completed date'],
    /** Of the row where rows are sub-orders, else of the order. */
    payable: ['订单应付金额', '应付金额', '实付金额', '支付金额', '实付款', 'amount'],
    orderTotal: ['订单实付金额', '订单实际支付金额', '买家实付金额', '订单实收金额', '订单总金额', '订单金额', 'order_total', 'total'],
    lineTotal: ['商品实付金额', '商品实际成交金额', '商品实付总额', '商品实付', 'line_total', 'item total', 'item cost'],
    linePrice: ['商品单价', 'lineitem price', 'item price'],
    title: ['选购商品', '商品名称', '全部商品名称', '商品标题', '商品', 'lineitem name', 'item name', 'product name', 'title'],
    sku: [
      '商家编码',
      '商家SKU编码',
      '规格编码',
      '商品规格编码',
      'SKU编码',
      '商品编码(自定义)',
      '商品编码',
      'lineitem sku',
      'item sku',
      'sku',
    ],
    productId: ['商品ID', '商品编号', 'product_id'],
    quantity: ['商品数量', '商品件数', '购买数量', '数量', 'lineitem quantity', 'quantity', 'qty'],
    gift: ['是否赠品', '赠品', 'gift'],
    roomId: ['直播间ID', '直播间编号', 'room_id'],
    region: ['收货省份', '收件人省份', '省份', '省', 'shipping province name', 'shipping province', 'shipping state', 'region', 'province'],
    currency: ['币种', '货币', 'currency'],
    refunded: ['已退款金额', '退款金额', 'refunded amount', 'refunded'],
  },
  refunds: {
    refundId: ['售后单号', '售后编号', '售后单编号', '退款单号', '退款编号', 'refund_id'],
    orderId: ['主订单编号', '主订单号', '订单号', '订单编号', '关联订单号', 'order_id'],
    status: ['售后状态', '退款状态', '状态', 'status'],
    amount: ['实退金额', '退款总金额', '退款金额(元)', '退款金额', '退商品金额', '退商品金额(元)', 'refund_amount', 'amount'],
    refundedAt: ['退款成功时间', '退款完成时间', '售后完结时间', '售后完成时间', '完结时间', '退款时间', 'refunded_at'],
    appliedAt: ['售后申请时间', '申请时间', '退款申请时间', 'created_at'],
    sku: ['商家编码', '商家SKU编码', '规格编码', '商品编码', 'sku'],
    quantity: ['售后数量', '退款数量', '退货数量', '商品数量', 'quantity'],
  },
  settlement: {
    settledAt: ['结算时间', '动账时间', '动帐时间', 'settled_at'],
    // The platform writes the second of these with an odd character of its own.
    flowId: ['动账流水号', '动帐流水号', '流水号', 'settlement_id'],
    orderId: ['订单号', '主订单号', '订单编号', 'order_id'],
    subOrderId: ['子订单号', '子订单编号', 'sub_order_id'],
    amount: ['结算金额', '动账金额', '动帐金额', 'settled_amount'],
    direction: ['动账方向', '动帐方向', '收支方向', 'direction'],
  },
} as const satisfies Record<FileContent, Record<string, readonly string[]>>;

export type FieldOf<C extends FileContent> = keyof (typeof fields)[C] & string;

/** What tells a content from the others; of each list one is enough. */
const required: { [C in FileContent]: readonly (readonly FieldOf<C>[])[] } = {
  settlement: [['settledAt'], ['amount'], ['orderId']],
  refunds: [['refundId'], ['orderId'], ['amount']],
  orders: [['orderId'], ['payable', 'orderTotal', 'lineTotal', 'linePrice']],
};

/** Receivers and buyers: names, phones, addresses, accounts. */
const PERSONAL =
  /收件|收货(?:人|地址|信息)|地址|手机|电话|姓名|身份证|昵称|买家(?!付款|实付|应付|退款)|邮箱|邮编|微信号|email|phone|mobile|address|street|zip|^billing|^shipping(?!method|total)|receiver|recipient|consignee|customer|buyer|nickname|^city|^town/u;
const OF_THE_HOST = /^(?:达人|主播|直播)/u;

/** Amounts of a settlement beside the settled one: fees, commissions, subsidies. */
const FEE = /服务费|佣金|推广费|补贴|分成|应结|合计|运费|订单退款|fee|commission/u;

function folded(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

export interface FileColumns<C extends FileContent = FileContent> {
  content: C;
  /** Index of the cell that holds a field. */
  at: Partial<Record<FieldOf<C>, number>>;
  /** Headings as the file has them, by index. */
  titles: readonly string[];
  /** Of a settlement: amounts by their heading. */
  fees: readonly { name: string; at: number }[];
  ignored: readonly string[];
  dropped: readonly string[];
}

/** The columns of a row of headings, or null when it is none of the given contents. */
export function columnsOf(titles: readonly string[], contents: readonly FileContent[]): FileColumns | null {
  for (const content of contents) {
    const columns = mapped(titles, content);
    if (required[content].every((group) => group.some((field) => (columns.at as Record<string, number>)[field] !== undefined)))
      return columns;
  }
  return null;
}

function mapped<C extends FileContent>(titles: readonly string[], content: C): FileColumns<C> {
  const indexOf = new Map<string, number>();
  for (const [index, title] of titles.entries()) {
    const key = folded(title);
    if (key !== '' && !indexOf.has(key)) indexOf.set(key, index);
  }
  const at: FileColumns<C>['at'] = {};
  for (const [field, names] of Object.entries<readonly string[]>(fields[content])) {
    const name = names.find((candidate) => indexOf.has(folded(candidate)));
    if (name !== undefined) at[field as FieldOf<C>] = indexOf.get(folded(name))!;
  }
  const used = new Set<number>(Object.values<number>(at as Record<string, number>));
  const rest = [...titles.entries()].filter(([index, title]) => title !== '' && !used.has(index));
  const isPersonal = (title: string) => PERSONAL.test(folded(title)) && !OF_THE_HOST.test(folded(title));
  const fees = content === 'settlement' ? rest.filter(([, title]) => FEE.test(folded(title))) : [];
  const other = rest.filter(([index]) => !fees.some(([fee]) => fee === index));
  return {
    content,
    at,
    titles,
    fees: fees.map(([index, name]) => ({ name, at: index })),
    ignored: other.filter(([, title]) => !isPersonal(title)).map(([, title]) => title),
    dropped: other.filter(([, title]) => isPersonal(title)).map(([, title]) => title),
  };
}
