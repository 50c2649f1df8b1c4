# 已发布的工单模板：客户填写的页面、回执、满意度表单，以及工作台上的链接。

## 页面
publish-send = 提交
publish-nothing = 暂无
publish-needed = 必填
publish-preparing = 正在准备…
publish-failed = 暂时无法发送，内容仍在这里，请重试。
publish-refresh = 显示后续问题
publish-here = 使用我的位置
publish-row = 第 { $number } 行
publish-row-more = 再加一行
publish-find = 在列表中查找
publish-count-of = { $name }的数量
publish-no-assets = 这里没有可选项。
publish-files-hint = 最多 { $count } 个文件，每个不超过 { $limit } MB。
publish-files-kept = 已收到 { $count } 个文件
publish-too-many = 最多 { $max } 个文件。
publish-too-large = “{ $name }”超过 { $limit } MB。
publish-sign-upload = 请在此签名，或选择签名图片。
publish-sign-here = 请在此框内签名
publish-sign-clear = 清除签名
publish-puzzle = { $one } 加 { $other } 等于多少？
publish-puzzle-hint = 用于防止机器自动提交。
publish-puzzle-wrong = 请算出两数之和。
publish-code-send = 向此号码发送验证码
publish-code = 短信验证码
publish-code-sent = 验证码已发送，五分钟内有效。
publish-code-wrong = 验证码不正确，请核对。
publish-code-over = 验证码已失效，请重新获取。
publish-verified = { $number } ✓ 已验证

## 本页的问题
portal-problem-not-verified = 请获取验证码并填写。
portal-problem-wrong-code = 验证码不正确，请核对。
portal-problem-code-is-over = 验证码已失效，请重新获取。
portal-problem-no-sender = 暂时无法发送验证码，请致电我们。
portal-problem-wait = 请求验证码过于频繁，请稍后再试。
portal-problem-unavailable = 暂时不可用，请重试。
portal-problem-not-valid = 请检查此项。
portal-problem-not-a-moment = 请填写日期和时间。
portal-problem-not-a-file = 无法接收此文件。
portal-problem-file-too-large = 文件超过大小限制。
portal-problem-not-a-picture = 签名须为图片：JPEG、PNG 或 WebP。

## 回执与待发送
publish-done = 谢谢，已收到
publish-done-text = 我们会尽快处理。请保存编号，凭编号即可查询。
publish-done-number = 您的编号是 { $number }
publish-done-receipt = 回执 { $receipt }
publish-open = 查看进度
publish-again = 再提交一份
publish-waiting = 本设备上的提交
publish-kept-title = 已保存在本设备
publish-kept-text = 目前没有网络，联网后会自动发送，您可以关闭此页面。
publish-receipt = 回执
publish-sent = 已发送
publish-waits = 等待网络
publish-refused = 需要再看一下

## 满意度
publish-satisfaction = 您对服务满意吗？
publish-satisfaction-of = 关于您的请求 { $number }
publish-said-thanks = 谢谢
publish-said-thanks-text = 您的回答已收到，可以关闭此页面。
publish-said-answered = 已经回答过
publish-said-answered-text = 每个请求只收一份回答，谢谢您。
publish-said-over = 链接已失效
publish-said-over-text = 链接有效期为七天。您仍可在请求页面给我们留言。

## 工作台上的链接
publish-links = 工单模板链接
publish-links-intro = 打开链接的人填写工单模板的字段，提交后生成工单。可打印二维码贴在设备上，也可直接发送链接。
publish-links-empty = 还没有链接。
publish-of = { $template } · 创建于 { $date }
publish-ends = { $date } 到期
publish-off = 已停用
publish-turn-off = 停用
publish-turn-on = 启用
publish-change = 修改
publish-change-title = 修改此链接
publish-keep = 保存链接
publish-carry = 仅生成
publish-carried = 链接已生成，不会被保存，请立即复制。它无法停用。
publish-template = 工单模板
publish-intro = 顶部说明
publish-thanks = 提交成功后的话
publish-contact = 联系人信息
publish-which = 工单字段
publish-which-all = 模板的全部自定义字段，按分组
publish-which-some = 选定的字段，按此顺序
publish-fields = 选定的字段
publish-qq = QQ
publish-add = 添加字段
publish-required = 必填
publish-read-only = 仅显示
publish-given = { $name }：预填内容
publish-up = 上移{ $name }
publish-language = 初始语言
publish-language-own = 读者自己的语言
publish-max-files = 每个字段最多文件数
publish-max-mb = 单个文件大小上限
publish-end = 到期时间
publish-end-hint = 留空则长期有效，例如贴在设备上的二维码。
publish-guard = 防止机器提交
publish-guard-hint = 提交者的设备会短暂计算；无脚本时请人做一道加法。
publish-asset-chosen = 已选择设备

## 已验证号码、客户表单、短信
publish-verified-at = { $number } ✓ 验证于 { $at }
publish-verify-other = 换一个号码
publish-code-check = 验证
publish-no-sender = 还没有短信服务商。请管理员在“设置 → 短信”中指定。
publish-form = 可请客户填写
publish-form-text = 之后可将满意度字段绑定到它。
publish-form-hint = 仅列出可请客户填写的表单。
fields-kind-verified-phone = 短信验证的电话
fields-kind-satisfaction = 满意度表单
fields-problem-not-verified = 此号码未验证，请发送并验证短信码。
fields-problem-not-published = 此表单不可请客户填写。
fields-problem-is-over = 该时间已过。
fields-problem-disabled = 模板已停用。
fields-problem-too-long-for-a-link = 内容过长，无法放入不保存的链接。请缩短文字或保存链接。
publish-sms = 短信
publish-sms-intro = 验证码、规则与服务级别的短信以及给客户的链接，都通过同一服务商发送。
publish-sms-provider = 服务商
publish-sms-none = 无
publish-sms-ready = 短信会被发送。
publish-sms-kept = 不会发送：短信保存在下面的记录中。
publish-sms-nobody = 不会发送。请选择一个已启用的 URL 目标。
publish-sms-log = 未发送而保留
publish-sms-log-text = 此服务器以 --sms-log 启动，供开发使用。
publish-sms-log-empty = 还没有保留任何短信。
publish-sms-to = 发往 { $to }，{ $at }
publish-carried-code = 链接二维码
publish-sms-look = 再看一次

## 客户自己的请求
publish-mine = 您的请求
publish-mine-text = 请填写您登记的手机号或邮箱，我们会发送验证码或带链接的邮件。
publish-mine-phone = 手机号
publish-mine-code = 发送验证码
publish-mine-email = 邮箱
publish-mine-letter = 发送邮件
publish-mine-coded = 如果此号码已登记，验证码正在发送，五分钟内有效。
publish-mine-sent = 如果此邮箱已登记，邮件正在发送。
publish-mine-enter = 查看我的请求
publish-mine-closed = 暂时无法发送，请致电我们。
publish-mine-none = 您还没有请求。
publish-mine-line = { $number } · { $date }
publish-status-new = 已收到
publish-status-open = 处理中
publish-status-awaiting-response = 等待您的答复
publish-status-resolved = 已解决
publish-status-closed = 已关闭
publish-portal = 客户自己的请求
publish-portal-text = 客户在此页面查看自己的请求和进度，凭手机验证码或邮件登录。
publish-portal-open = 打开页面
