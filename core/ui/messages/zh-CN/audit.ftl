# 设置 → 审计：对安全和设置做过什么。

audit-title = 审计日志
audit-intro = 每次登录和每项设置修改，何人、何时、从何处。记录不可修改，保存两年。
audit-export = 导出 CSV
audit-empty = 没有记录
audit-empty-text = 登录和设置修改会显示在这里。
audit-heading = { $action }：{ $subject }
audit-system = Truckroll
audit-who = 何人
audit-what = 何事
audit-when = 何时
audit-on = 对象
audit-address = 地址
audit-session = 会话
audit-from = 从
audit-to = 到
audit-anybody = 任何人
audit-anything = 任何事
audit-differences = 修改内容
audit-member = 项目
audit-before = 之前
audit-after = 之后

## 操作
audit-action-signed-in = 登录
audit-action-sign-in-refused = 登录被拒
audit-action-account-locked = 账号锁定
audit-action-account-unlocked = 账号解锁
audit-action-signed-out = 退出
audit-action-session-revoked = 结束登录
audit-action-password-changed = 修改密码
audit-action-password-reset = 重置密码
audit-action-second-step-on = 开启两步登录
audit-action-second-step-off = 关闭两步登录
audit-action-recovery-code-used = 使用恢复码
audit-action-recovery-codes-made = 新的恢复码
audit-action-token-made = 新建 API 令牌
audit-action-token-revoked = 撤销 API 令牌
audit-action-sign-in-settings = 修改登录设置
audit-action-visit-rules = 修改上门任务要求
audit-action-form-link-made = 新建表单链接
audit-action-form-link-revoked = 撤销表单链接
audit-action-audit-exported = 导出审计日志
