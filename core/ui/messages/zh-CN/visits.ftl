# 上门任务界面。

## 工程师的步骤，按钮上的动词
step-accept = 接单
step-depart = 我已出发
step-arrive = 我已到场
step-locating = 正在定位
step-resume = 继续作业
step-complete = 完成任务
step-reject = 拒单
step-reject-title = 为什么拒绝这个任务？
step-pause = 暂停
step-pause-title = 在等什么？
step-cancel = 申请取消
step-cancel-title = 为什么要取消这个任务？
step-pass-on = 转给同事
step-far-title = 您距离现场 { $distance }
step-far-text = 请说明为什么在这里签到，原因会记录在任务上。
step-not-there = 还没到

## 流转日志中的动作
action-create = 创建
action-edit = 修改
action-assign = 派单
action-unassign = 收回
action-accept = 接单
action-reject = 拒单
action-depart = 出发
action-arrive = 到场
action-pause = 暂停
action-resume = 继续
action-add-photo = 添加照片
action-remove-photo = 移除照片
action-set-part = 使用配件
action-remove-part = 移除配件
action-report = 作业记录
action-sign = 签名
action-complete = 完成
action-note = 备注
action-request-cancel = 申请取消
action-decide-cancel = 审批取消
action-reopen = 重新打开
action-decide-late = 处理迟到记录
action-rate = 评价
action-set-status = 变更状态
action-reply = 回复
action-advance = 提交到下一节点
action-return-to = 退回
action-note-overdue = 节点时限已过
action-set-cc = 变更抄送
log-approved = 同意
log-refused = 不同意
log-accepted = 计入
log-set-aside = 搁置
flag-no-gps = 无定位
flag-far-from-site = 距现场较远
flag-late = 任务已变更后送达
flag-clock-off = 手机时钟偏快
