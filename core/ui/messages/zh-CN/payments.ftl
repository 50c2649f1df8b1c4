# 支付：收款、二维码与支付结果、支付订单列表，以及设置中的支付渠道。

## 支付渠道
payments-provider-wechat-pay = 微信支付
payments-provider-alipay = 支付宝
payments-provider-checkout = 支付页面
payments-provider-static-qr = 固定收款码
payments-provider-cash = 现金
payments-way = 支付方式
payments-way-balance = 余额扣款
payments-hint-wechat-pay = 客户用微信扫码支付。
payments-hint-alipay = 客户用支付宝扫码支付。
payments-hint-checkout = 客户扫码或点开链接，在页面上支付。
payments-hint-static-qr = 客户扫描您的固定收款码并自行输入金额，到账后由您确认。
payments-hint-cash = 由您收取现金，收到后确认。
payments-hint-balance = 扣款前会再次核对金额。

## 收款事项
payments-for = 事项
payments-for-ticket = 工单 { $number }
payments-for-visit = 上门 { $number }
payments-for-remote = 远程会话 { $number }
payments-for-top-up = 预存
payments-for-link = 链接购买服务卡

## 状态
payments-state = 状态
payments-state-all = 全部状态
payments-state-created = 下单中
payments-state-pending = 待支付
payments-state-paid = 已支付
payments-state-mismatch = 金额不符
payments-state-expired = 已过期
payments-state-cancelled = 已撤销
payments-state-failed = 下单失败
payments-state-refunding = 退款中
payments-state-refunded = 已退款
payments-late = 逾期支付
payments-twice = 重复支付

## 各状态说明
payments-says-created = 正在向{ $provider }下单，二维码随后显示在这里。
payments-says-pending = 请客户用{ $provider }扫描二维码，支付成功后这里会自动显示。
payments-says-pending-checkout = 请客户扫码或打开链接支付，支付成功后这里会自动显示。
payments-says-pending-static-qr = 请客户扫码并输入 { $due }。请在账户中核对到账后，点“已到账”。
payments-says-pending-cash = 请向客户收取 { $due }，收到后点“已到账”。
payments-says-paid = 已收到 { $came }，无需其他操作。
payments-says-mismatch = 应收 { $due }，实收 { $came }。由有退款权限的人决定：按实收金额认可，或者退回。
payments-says-expired = 逾期未支付，二维码已失效，请重新收款。
payments-says-expired-cash = 逾期未确认到账。可以重新收款，或者补确认到账。
payments-says-expired-static-qr = 逾期未确认到账。可以重新收款，或者补确认到账。
payments-says-cancelled = 订单已撤销，无需支付。
payments-says-failed = { $provider }未受理此订单，没有收款。请重新收款或改用其他方式。
payments-says-refunding = 正在退回 { $back }，由{ $provider }办理，完成后自动更新。
payments-says-refunding-cash = 需退回 { $back }。请把钱退给客户，然后在这里确认。
payments-says-refunding-static-qr = 需退回 { $back }。请从账户转回，然后在这里确认。
payments-says-refunded = 款项已全部退回。
payments-qr = { $amount } 的收款二维码
payments-until = { $time }前有效
payments-copy-link = 复制链接

## 渠道故障
payments-trouble-unreachable = { $provider }没有响应
payments-trouble-untrusted = 应答未通过{ $provider }验签
payments-trouble-refused = { $provider }拒绝了请求
payments-trouble-not-configured = { $provider }尚未配置完整
payments-trouble-other = 暂时无法查询{ $provider }
payments-next-created = 系统会自动重试。可以稍候，或者撤销此订单后改用其他支付方式。
payments-next-pending = 二维码仍可支付。{ $provider }恢复后，这里会显示支付结果。
payments-next-ended = 订单已结束，没有收款。请管理员检查{ $provider }的设置，可先改用其他支付方式。

## 提醒
payments-flag-late = 逾期支付
payments-flag-late-text = 订单结束后才到账，款项有效。请核对同一事项是否已由其他订单支付。
payments-flag-duplicate = 重复支付
payments-flag-duplicate-held = 多收 { $amount }，暂挂账，待退回。
payments-flag-duplicate-credited = 多收的款项已计入公司余额。
payments-flag-elsewhere = 同一事项已由其他订单支付
payments-flag-elsewhere-text = 如果两笔都已支付，请退回其中一笔。
payments-flag-refund-failed = 退款未成功
payments-flag-refund-failed-text = 渠道没有退款，款项仍在原处。请再次退款，或用其他方式退回。
payments-flag-refund-failed-hand = 有同事确认没有退给客户，款项仍在原处。

## 收款
payments-section = 收款
payments-none = 尚未收款。
payments-line = { $way } · { $time }
payments-open = 打开 { $amount } 的订单，{ $time }
payments-charge = 收款
payments-charge-title = 收款：{ $what }
payments-charge-verb = 收款 { $amount }
payments-charge-balance = 前往扣款
payments-collect = 收预存款
payments-collect-title = 收预存款：{ $name }
payments-times = 次数
payments-count-wrong = 请填写不小于 1 的整数。
payments-remark-hint = 客户支付时可以看到。
payments-cards-none-text = 您只能按服务卡收款，目前还没有服务卡，请有收费编辑权限的同事新建。
payments-free = 此服务免费
payments-free-text = 不收款，也不动用余额。

## 支付订单
payments-order-title = 支付订单
payments-busy = 已有未完成的订单
payments-busy-text = 就是这一笔。请等待支付，或先撤销再重新收款。
payments-payer = 付款方
payments-by = 发起人
payments-asked-at = 发起时间
payments-paid-at = 支付时间
payments-came = 实收金额
payments-receipt = 收据号
payments-receipt-hint = 收据号或交易单号，相同的号码视为同一笔付款。
payments-refunded = 其中已退
payments-cancel = 撤销订单
payments-cancel-title = 撤销此订单？
payments-cancel-text = 撤销后不能再支付。如果客户恰好在此刻支付，款项仍然有效。
payments-cancel-verb = 确认撤销
payments-again = 重新收款
payments-confirm = 已到账
payments-confirm-title = 确认到账
payments-confirm-verb = 确认收款
payments-confirm-text = 应收 { $due }。请只确认您亲眼核对过的款项。
payments-confirm-late = 订单已经结束
payments-confirm-late-text = 款项有效，并标记为逾期支付。
payments-came-other = 与应收金额不同，将由有退款权限的人决定。
payments-accept = 认可 { $amount }
payments-accept-title = 按 { $amount } 认可？
payments-accept-text = 应收 { $due }。认可后以 { $came } 为准，订单视为已支付。
payments-accept-verb = 确认认可
payments-give-back = 退回 { $amount }
payments-give-back-title = 退回 { $amount }？
payments-give-back-text = 收到的 { $came } 将全部退回，订单视为未支付。
payments-give-back-verb = 确认退回

## 退款
payments-refund = 退款
payments-refund-title = 退款
payments-refund-verb = 确认退款
payments-refund-text = 由{ $provider }原路退回，可能需要几天。
payments-refund-hand = 先在这里登记退款，把钱退给客户后再来确认。
payments-refund-payment = 付款
payments-refund-of = { $number } · 可退 { $left }
payments-left = 此笔付款可退 { $left }。
payments-too-much = 此笔付款最多可退 { $left }。
payments-seen = 已退 { $amount }
payments-not-seen = 未退 { $amount }
payments-seen-title = 钱已经退给客户？
payments-seen-text = 退款完成并入账，无法撤销。
payments-seen-verb = 确认已退
payments-not-seen-title = 钱没有退给客户？
payments-not-seen-text = 此次退款作废，款项仍在原处，可以再次退款。
payments-not-seen-verb = 确认未退

## 经过
payments-story = 经过
payments-story-asked = 通过{ $provider }发起收款 { $amount }
payments-story-issued = 可以通过{ $provider }支付
payments-story-reference = 订单号 { $text }
payments-story-paid = 收到 { $amount }
payments-story-receipt = 收据号 { $text }
payments-story-late = 订单结束之后
payments-story-accepted = 按 { $amount } 认可
payments-story-refund-asked = 申请退款 { $amount }
payments-story-refund-done = 已退回 { $amount }
payments-story-refund-failed = 未退回 { $amount }
payments-source-webhook = 渠道通知
payments-source-query = 查询渠道得知
payments-source-manual = 同事确认
payments-booked-settled = 用于支付此订单
payments-booked-unclear = 等待决定
payments-booked-credited = 计入余额
payments-booked-held = 等待退回

## 列表
payments-orders = 支付订单
payments-intro = 发起过的全部收款，最新的在前。打开订单可查看经过、作出决定或退款。
payments-attention = 需要处理
payments-total =
    { $count ->
        [0] 没有订单
       *[other] 共 { $count } 笔订单
    }
payments-empty = 没有订单
payments-empty-text = 此期间没有符合条件的收款。
payments-choose-company-text = 您可以逐个查看自己负责的公司的订单。

## 填写问题
payments-problem-required = 此项必填。
payments-problem-too-long = 内容过长。
payments-problem-unknown = 所选内容已不存在，请重新选择。
payments-problem-wrong = 此项不合适。
payments-problem-unreadable = 无法识别，请按渠道给出的内容完整复制。
payments-problem-not-set-up = 此支付方式已停用，请改用其他方式。
payments-problem-not-of-a-card = 您只能按服务卡收款，请选择服务卡和次数。
payments-problem-other-currency = 微信支付和支付宝只收人民币。
payments-problem-another = 此项属于另一家公司，请刷新页面核对。
payments-problem-out-of-range = 金额过大或过小。
payments-problem-other = 无法保存。

## 被拒绝
payments-conflict-key = 相同的请求曾以不同内容发送过，请关闭后重新开始。
payments-conflict-subject-busy = 此事项已有未完成的订单，请关闭后查看。
payments-conflict-state = 订单刚刚有变化，现已显示最新状态。
payments-conflict-undecided = 请先对不符的金额作出决定。
payments-conflict-refund = 已按其他金额申请退款，请关闭后查看。
payments-conflict-refund-done = 此笔退款已经完成。
payments-conflict-not-by-hand = 资金变动由渠道自行通知。
payments-conflict-too-many-payments = 一个订单最多 100 笔付款和 100 笔退款。

## 设置中的支付渠道
payments-settings-title = 支付渠道
payments-settings-intro = 客户可以通过哪些渠道付款，现金无需设置。款项直接进入您自己在渠道的账户，不经过任何第三方。
payments-settings-on = 已启用
payments-settings-off = 已停用
payments-settings-never = 未设置
payments-settings-saved = { $provider }已保存。
payments-overtaken = 同事刚刚修改了这些设置
payments-enabled = 启用此渠道收款
payments-enabled-hint = 停用后不能再选用，未完成的订单不受影响。
payments-about-wechat-pay = 需要微信支付商户号，使用 APIv3 接口。资料审核约需 1 到 5 个工作日。
payments-about-alipay = 需要支付宝开放平台的应用，并开通当面付。
payments-about-checkout = 需要支付页面服务商的账户，接口与 Stripe 相同。
payments-about-static-qr = 您账户的收款码。系统无法查询是否到账，由同事核对后确认。
payments-secret-kept = 已保存，不再显示
payments-secret-goes = 保存后删除
payments-secret-replace = 更换：{ $name }
payments-secret-remove = 删除：{ $name }
payments-secret-keep = 保持不变：{ $name }
payments-notices = 通知地址
payments-notices-hint = 渠道向此地址通知支付结果，请填写到渠道后台的相应位置。
payments-notices-copy = 复制通知地址
payments-notices-none = 没有通知地址
payments-notices-none-text = 服务器不知道自己的外部地址。系统会主动查询渠道，支付结果不会遗漏。
payments-preview = 客户看到的固定收款码
payments-member-wechat-pay-app-id = AppID
payments-member-wechat-pay-app-id-hint = 以 wx 开头。商户平台 › 产品中心 › AppID账号管理。
payments-member-wechat-pay-merchant = 商户号
payments-member-wechat-pay-merchant-hint = 10 位数字。商户平台 › 账户中心 › 商户信息。
payments-member-wechat-pay-serial = 商户 API 证书序列号
payments-member-wechat-pay-serial-hint = 商户平台 › 账户中心 › API安全 › 管理证书。
payments-member-wechat-pay-private-key = 商户私钥
payments-member-wechat-pay-private-key-hint = 随 API 证书下载的 apiclient_key.pem 文件的全部内容。
payments-member-wechat-pay-api-key = APIv3 密钥
payments-member-wechat-pay-api-key-hint = 32 个字符，在“API安全”中设置。
payments-member-wechat-pay-public-key-id = 微信支付公钥 ID
payments-member-wechat-pay-public-key-id-hint = 以 PUB_KEY_ID 开头。API安全 › 微信支付公钥。留空则使用平台证书。
payments-member-wechat-pay-public-key = 微信支付公钥
payments-member-wechat-pay-public-key-hint = 同一处下载的 pub_key.pem 文件的全部内容。
payments-member-wechat-pay-certificates = 同时信任平台证书
payments-member-wechat-pay-certificates-hint = 由平台证书切换到微信支付公钥期间使用。
payments-member-wechat-pay-address = 接口地址
payments-member-wechat-pay-address-hint = 留空则为 https://api.mch.weixin.qq.com
payments-member-alipay-app-id = 应用 APPID
payments-member-alipay-app-id-hint = 16 位数字。开放平台 › 控制台 › 您的应用。
payments-member-alipay-seller-id = 商家 PID
payments-member-alipay-seller-id-hint = 以 2088 开头。开放平台 › 账户中心 › 合作伙伴信息。
payments-member-alipay-private-key = 应用私钥
payments-member-alipay-private-key-hint = 用支付宝密钥工具按 RSA2 生成，对应的公钥填写在“开发设置”中。
payments-member-alipay-public-key = 支付宝公钥
payments-member-alipay-public-key-hint = 是支付宝公钥，不是应用公钥。开发设置 › 接口加签方式。
payments-member-alipay-address = 接口地址
payments-member-alipay-address-hint = 留空则为 https://openapi.alipay.com/gateway.do
payments-member-checkout-success-url = 支付成功后的页面
payments-member-checkout-success-url-hint = 客户支付后跳转的地址，以 https 开头。
payments-member-checkout-cancel-url = 放弃支付后的页面
payments-member-checkout-cancel-url-hint = 客户未支付时跳转的地址。
payments-member-checkout-key = 密钥
payments-member-checkout-key-hint = 开发者 › API 密钥。受限密钥需要支付会话、退款和付款意向的权限。
payments-member-checkout-webhook-secret = Webhook 签名密钥
payments-member-checkout-webhook-secret-hint = 开发者 › Webhook › 填写了通知地址的端点。
payments-member-checkout-webhook-secret-next = 新的签名密钥
payments-member-checkout-webhook-secret-next-hint = 更换密钥期间，新旧密钥同时有效。
payments-member-checkout-address = 接口地址
payments-member-checkout-address-hint = 留空则为 https://api.stripe.com
payments-member-static-qr-payload = 收款码内容
payments-member-static-qr-payload-hint = 用任意扫码工具识别您的收款码，把得到的文字粘贴到这里。
