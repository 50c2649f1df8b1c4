# 我的账号，以及“设置 → 登录”和“API 令牌”。

account-title = 我的账号
account-open = 我的账号

## 密码
account-password = 密码
account-password-old = 现在的密码
account-password-confirm = 你的密码
account-password-change = 修改密码
account-password-changed = 密码已修改，其他登录已结束。
account-demand-password = 设置你的密码
account-demand-password-text = 管理员给了你一个临时密码，请先设一个自己的密码。
account-demand-two-step = 设置两步登录
account-demand-two-step-text = 贵单位要求登录时有第二步，请先设置好。
account-ended-revoked = 这次登录被另一台设备结束了，请重新登录。
account-ended-password = 密码已修改，这次登录已结束。请用新密码登录。

## 第二步
account-two-step = 两步登录
account-two-step-on = 两步登录已开启
account-two-step-off = 两步登录未开启
account-two-step-intro = 开启后，登录时除密码外还需要手机上的验证码。
account-two-step-since = { $date }起开启
account-two-step-begin = 设置
account-two-step-end = 关闭
account-two-step-demanded = 贵单位要求使用，不能关闭。
account-two-step-scan = 用身份验证器应用扫描，再输入它显示的验证码。
account-two-step-qr = 含身份验证器密钥的二维码
account-two-step-type = 或在应用中输入：
account-two-step-code = 应用中的验证码
account-two-step-code-hint = 六位数字，每 30 秒更换。
account-two-step-confirm = 开启
account-codes = 恢复码
account-codes-title = 请保存这些恢复码
account-codes-text = 手机丢失时，每个恢复码可登录一次。以后不再显示。
account-codes-kept = 我已保存
account-codes-new = 新的恢复码
account-codes-left = { $count ->
    [0] 恢复码已用完
   *[other] 还剩 { $count } 个恢复码
}
account-copy-failed = 浏览器不允许网页复制，请选中文字后复制。

## 登录
account-sessions = 已登录的设备
account-sessions-none = 没有登录
account-sessions-end-others = 结束其他登录
account-session-phone = 手机应用
account-session-desk = 电脑端
account-session-this = 本次登录
account-session-end = 结束{ $name }
account-session-ended = 已结束。
account-session-since = { $date }登录
account-session-seen = { $age }使用过

## 设置 → 登录
settings-sign-in = 登录
settings-saved = 已保存。
settings-two-step = 必须使用两步登录
settings-two-step-hint = 没有设置的人在设置好之前什么也做不了。通过身份提供方登录的人不受此限。
settings-two-step-nobody = 不要求，各人自定
settings-two-step-admins = 管理员
settings-two-step-everybody = 所有人
settings-provider = 身份提供方
settings-provider-use = 允许用单位自己的账号登录（OpenID Connect）
settings-provider-hint = 按已验证的邮箱地址找到人员，登录不会新增人员。
settings-issuer = 签发方地址
settings-issuer-hint = 与提供方写的一致，以 https:// 开头
settings-client-id = 客户端 ID
settings-client-secret = 客户端密钥
settings-client-secret-kept = 已保存密钥，留空则不变。
settings-client-secret-none = 提供方没有给密钥时留空。
settings-label = 按钮名称
settings-label-hint = 登录页上显示的文字。
settings-domain = 邮箱域名
settings-domain-hint = 只接受该域名的地址；留空不限。
settings-redirect = 请把这个地址作为重定向地址交给提供方：
settings-problem-required = 此项必填。
settings-problem-too-long = 太长了。
settings-problem-not-an-address = 这不是公开的 https 地址。
settings-problem-not-a-domain = 这不是域名。
settings-problem-other = 不能这样保存。
settings-staff = 各人的登录
settings-staff-intro = 登录的设备、临时密码、丢失的手机、被锁的账号。
settings-agent = { $name }的登录
settings-temporary = 临时密码
settings-temporary-text = 请当面或电话告知。以后不再显示，下次登录时必须修改。
settings-reset = 给一个临时密码
settings-must-change = 下次登录时必须修改密码
settings-locked = 密码多次错误，锁定到 { $time }
settings-unlock = 解锁
settings-end-two-step = 关闭两步登录
settings-end-sessions = 结束所有登录

## 设置 → API 令牌
tokens-title = API 令牌
tokens-intro = 程序可以凭令牌以你的身份使用接口，限于你给的范围，且不超出你自己的权限。
tokens-empty = 没有 API 令牌
tokens-empty-text = 为每个要读写这里的程序各建一个。
tokens-make = 新建令牌
tokens-name = 名称
tokens-name-hint = 给哪个程序用。
tokens-scopes = 可以做什么
tokens-scope-read = 读取你能读的一切
tokens-scope-write-tickets = 修改工单
tokens-scope-write-visits = 修改上门任务
tokens-scope-write-customers = 修改客户和设备
tokens-scope-admin = 修改设置、读取审计日志
tokens-term = 有效期
tokens-days = { $count } 天
tokens-for-ever = 长期有效
tokens-until = { $date }到期
tokens-made = { $name }建于{ $date }
tokens-used = { $age }使用过
tokens-unused = 从未使用
tokens-revoke = 撤销
tokens-revoke-title = 撤销“{ $name }”？
tokens-revoke-text = 使用它的程序会立即被拒绝，无法恢复。
tokens-revoked = 令牌已撤销。
tokens-revoked-state = 已撤销
tokens-expired-state = 已到期
tokens-shown = 新的令牌
tokens-shown-text = 请现在复制，以后不再显示。
tokens-kept = 我已复制
tokens-problem-name = 请起一个不超过 100 个字符的名称。
tokens-problem-scopes = 请至少选一项。
tokens-problem-days = 一天到十年之间。
